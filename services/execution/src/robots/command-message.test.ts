import { describe, expect, test } from '@jest/globals';
import { headers } from '@nats-io/transport-node';
import type { MsgHdrs } from '@nats-io/transport-node';
import fc from 'fast-check';
import type { ReceivedMessage } from './command-message.ts';
import { readCommandMessage } from './command-message.ts';

const subject = '3.lab.1.cmd.5.samples.create';
const sender = { organizationId: 1, keyId: 5 };

function withHeaders(sent: Readonly<Record<string, string>>): MsgHdrs {
  const all = headers();
  for (const [name, value] of Object.entries(sent)) all.append(name, value);
  return all;
}

function message(sent: Readonly<Record<string, string>>, at = subject): ReceivedMessage {
  return { subject: at, headers: withHeaders(sent), data: Buffer.from('{}') };
}

const violations = (sent: Readonly<Record<string, string>>) =>
  readCommandMessage(message({ 'Nats-Msg-Id': 'c1', ...sent })).command?.broken?.violations;

test('a message is read: who sent it, under which id, what is asked for and on which terms', () => {
  const traceId = '0af7651916cd43dd8448eb211c80319c';

  const read = readCommandMessage(
    message({
      ...{ 'Nats-Msg-Id': 'plate-1_A', 'X-Reason': 'zweiter Lauf', 'If-Match': '"3"' },
      ...{ 'X-Device-Time': '2026-03-01T08:00:00Z', traceparent: `00-${traceId}-b7ad6b7169203331-01` },
    }),
  );

  expect(read).toEqual({
    sender,
    command: {
      ...{ id: 'plate-1_A', action: 'samples.create', body: Buffer.from('{}'), traceId, broken: undefined },
      ...{ reason: 'zweiter Lauf', ifMatch: '"3"', deviceTime: '2026-03-01T08:00:00Z' },
    },
  });
});

test('a message with an id only is a command without terms, and begins a trace', () => {
  const { command } = readCommandMessage(message({ 'Nats-Msg-Id': 'c1' }));

  expect(command).toMatchObject({ id: 'c1', reason: '', ifMatch: '', deviceTime: '', broken: undefined });
  expect(command?.traceId).toMatch(/^[0-9a-f]{32}$/);
});

describe('who sent it', () => {
  test.each([
    ['0.lab.7.cmd.12.samples.create', { organizationId: 7, keyId: 12 }, 'samples.create'],
    ['17.lab.999999999999999.cmd.999999999999999.a', { organizationId: 999999999999999, keyId: 999999999999999 }, 'a'],
    // What looks like another sender behind the key is the name of an action.
    ['3.lab.1.cmd.5.lab.2.cmd.9.samples.create', sender, 'lab.2.cmd.9.samples.create'],
    ['3.lab.1.cmd.5.3.lab.2.cmd.9.x', sender, '3.lab.2.cmd.9.x'],
  ])('of %p is its key', (at, who, action) => {
    expect(readCommandMessage(message({ 'Nats-Msg-Id': 'c1' }, at))).toMatchObject({
      sender: who,
      command: { action },
    });
  });

  test('whose action is longer than any has its beginning, and its sender is known', () => {
    const read = readCommandMessage(message({ 'Nats-Msg-Id': 'c1' }, `3.lab.1.cmd.5.${'a'.repeat(199)}🧪b`));

    expect(read).toMatchObject({ sender: { keyId: 5 }, command: { action: `${'a'.repeat(199)}\ufffd` } });
  });

  test.each([
    ...['', 'lab.1.cmd.5.samples.create', '3.lab.1.cmd.5', '3.lab.1.cmd.5.', '3.lab.01.cmd.5.a', '3.lab.1.cmd.0.a'],
    ...[
      '3.lab.-1.cmd.5.a',
      '3.lab.1e3.cmd.5.a',
      '3.lab.1.cmd.x.a',
      '3.lab.1.res.5.a',
      '3.lab.1.cmd.5x.a',
      'x.lab.1.cmd.5.a',
    ],
    ...['3.lab.1234567890123456.cmd.5.a', '3.lab.1.cmd.1234567890123456.a'],
  ])('of %p is nobody', (at) => {
    const read = readCommandMessage(message({ 'Nats-Msg-Id': 'c1' }, at));

    expect(read).toMatchObject({ sender: undefined, error: { kind: 'bad_request', reason: 'bad_request' } });
    expect(read.command).toBeUndefined();
  });
});

describe('the id', () => {
  test('is 1 to 128 letters, digits, _ and -', () => {
    const ids = ['a', '0', '-', '_', 'A-b_9', 'x'.repeat(128)];

    const read = ids.map((id) => readCommandMessage(message({ 'Nats-Msg-Id': id })).command?.id);

    expect(read).toEqual(ids);
  });

  test.each(['', 'a.b', 'a b', 'a/b', 'ä', '*', '>', 'a\u0000', 'x'.repeat(129)])('is nothing else: %p', (id) => {
    const read = readCommandMessage(message({ 'Nats-Msg-Id': id }));

    expect(read).toMatchObject({ sender, error: { kind: 'bad_request', reason: 'command_id_missing' } });
  });

  test('is missing where there are no headers, or where its header has another name', () => {
    const sent: ReceivedMessage[] = [
      { subject, headers: undefined, data: Buffer.alloc(0) },
      message({ 'nats-msg-id': 'c1' }),
    ];

    const reads = sent.map((one) => readCommandMessage(one));

    expect(reads.map(({ error }) => error?.reason)).toEqual(['command_id_missing', 'command_id_missing']);
  });

  test('is not known of headers that nobody can read, which is the same to the sender', () => {
    const unreadable: ReceivedMessage = {
      ...{ subject, data: Buffer.from('{}') },
      get headers(): MsgHdrs {
        throw new TypeError('values cannot contain \\r or \\n');
      },
    };

    expect(readCommandMessage(unreadable)).toMatchObject({ sender, error: { kind: 'bad_request' } });
  });
});

describe('terms', () => {
  test.each<[string, Readonly<Record<string, string>>]>([
    ['a long reason', { 'X-Reason': 'r'.repeat(1_000) }],
    // Characters, not halves of them.
    ['a long reason beyond the basic plane', { 'X-Reason': '🧪'.repeat(1_000) }],
    ['any version', { 'If-Match': '*' }],
    ['a version', { 'If-Match': '"1"' }],
    ['a great version', { 'If-Match': '"9007199254740991"' }],
    ['a time', { 'X-Device-Time': '2026-03-01T08:00:00.123+01:00' }],
    // A trace is not worth a refusal.
    ['a trace that is none', { traceparent: 'nonsense' }],
  ])('like %s are good', (_what, sent) => {
    expect(violations(sent)).toBeUndefined();
  });

  test.each([
    ['a longer reason', 'X-Reason', 'r'.repeat(1_001), 'string_too_long'],
    ['a reason with U+0000', 'X-Reason', 'a\u0000b', 'string_nul'],
    ['a bare version', 'If-Match', '3', 'string_pattern_mismatch'],
    ['version 0', 'If-Match', '"0"', 'string_pattern_mismatch'],
    ['a weak tag', 'If-Match', 'W/"3"', 'string_pattern_mismatch'],
    ['two versions', 'If-Match', '"3", "4"', 'string_pattern_mismatch'],
    ['no time', 'X-Device-Time', 'yesterday', 'datetime_parsing'],
    ['a time without its zone', 'X-Device-Time', '2026-03-01T08:00:00', 'datetime_parsing'],
  ])('like %s are told to be wrong', (_what, name, value, type) => {
    expect(violations({ [name]: value })).toMatchObject([{ loc: ['header', name], type }]);
  });

  test('that are all wrong are all told', () => {
    const sent = { 'X-Reason': 'r'.repeat(1_001), 'If-Match': 'x', 'X-Device-Time': 'x' };

    expect(violations(sent)?.map(({ loc }) => loc[1])).toEqual(['X-Reason', 'If-Match', 'X-Device-Time']);
  });

  test('are read whatever the case of their names, as nobody should find a condition left out', () => {
    const { command } = readCommandMessage(message({ 'Nats-Msg-Id': 'c1', 'if-match': '"3"', 'x-reason': 'why' }));

    expect(command).toMatchObject({ ifMatch: '"3"', reason: 'why' });
  });

  test('that are given twice are told to be wrong', () => {
    expect(violations({ 'If-Match': '"3"', 'if-match': '"4"' })).toMatchObject([
      { loc: ['header', 'If-Match'], type: 'duplicate' },
    ]);
  });
});

const token = fc.oneof(
  fc.constantFrom('lab', 'cmd', 'res', '0', '1', '5', '01', '*', '>', ''),
  fc.string({ maxLength: 20 }),
);
const anySubject = fc.oneof(
  fc.array(token, { maxLength: 9 }).map((tokens) => tokens.join('.')),
  fc.tuple(fc.nat(), fc.nat(), fc.string()).map(([org, key, action]) => `3.lab.${org}.cmd.${key}.${action}`),
);
const headerName = fc.constantFrom('Nats-Msg-Id', 'X-Reason', 'If-Match', 'X-Device-Time', 'traceparent', 'x-reason');
const headerValue = fc.string({ unit: 'binary', maxLength: 1_200 }).map((text) => text.replace(/[\r\n]/g, ' '));

test('whatever comes is read or told to be wrong, and its sender is the one in its subject', () => {
  fc.assert(
    fc.property(anySubject, fc.array(fc.tuple(headerName, headerValue), { maxLength: 6 }), (at, sent) => {
      const all = headers();
      for (const [name, value] of sent) all.append(name, value);

      const read = readCommandMessage({ subject: at, headers: all, data: Buffer.alloc(0) });

      expect(read.command === undefined).toBe(read.error !== undefined);
      const [, lab, org, cmd, key, ...action] = at.split('.');
      if (read.sender !== undefined) {
        expect([lab, cmd]).toEqual(['lab', 'cmd']);
        expect([org, key]).toEqual([String(read.sender.organizationId), String(read.sender.keyId)]);
      }
      if (read.command !== undefined) expect(read.command.action).toBe(action.join('.'));
    }),
    { numRuns: 1_000 },
  );
});
