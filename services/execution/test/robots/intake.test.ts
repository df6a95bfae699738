import { connect as openSocket } from 'node:net';
import { once } from 'node:events';
import { jetstreamManager } from '@nats-io/jetstream';
import type { NatsConnection } from '@nats-io/transport-node';
import { readCommit } from '@benchline/runtime';
import type { Store } from '@benchline/store';
import type { RobotNats } from '@benchline/testing';
import { describeWithOwnServer, eventually } from '@benchline/testing';
import { expect, test } from '@jest/globals';
import { intake } from '../../src/robots/intake.ts';
import { workPartition } from '../../src/robots/partition-worker.ts';
import { deadLetterStream, ensureStreams } from '../../src/robots/streams.ts';
import type { CommandStream } from './command-stream.ts';
import {
  commandStreamBounds,
  commandStreamLab,
  drained,
  partOfOrganization1 as partition,
  timeoutMs,
} from './command-stream.ts';
import type { IntakeLab } from './intake-lab.ts';
import { intakeLab } from './intake-lab.ts';

interface Told {
  /** Key and command id. */
  readonly to: string;
  readonly status: string;
  readonly outcome: { readonly status: number; readonly body?: unknown; readonly detail?: unknown };
}

/** An intake of part 4, and who hears all outcomes. */
interface Lab extends AsyncDisposable {
  readonly stream: CommandStream;
  readonly parts: IntakeLab;
  readonly connection: NatsConnection;
  readonly told: readonly Told[];
  /** What a robot was told of a command, each time. */
  readonly outcomes: (id: string) => readonly Told['outcome'][];
  /** Takes what is in the stream from now on. */
  readonly begin: () => void;
}

async function lab(): Promise<Lab> {
  const stack = new AsyncDisposableStack();
  const stream = stack.use(await commandStreamLab());
  const parts = stack.use(await intakeLab());
  const connection = await stream.connection();
  const listener = await stream.connection();
  const told: Told[] = [];
  listener.subscribe('lab.1.res.>', {
    callback: (_error, message) => {
      const [, , , ...to] = message.subject.split('.');
      const status = message.headers?.get('Benchline-Status') ?? '';
      told.push({ to: to.join('.'), status, outcome: message.json() });
    },
  });
  await listener.flush();
  const ending = new AbortController();
  const work = intake(parts.drivers, timeoutMs);
  const restore = (): Promise<void> => ensureStreams(connection, commandStreamBounds, timeoutMs).catch(() => undefined);
  const begin = (): void => {
    const running = workPartition({
      ...{ connection, partition, timeoutMs, signal: ending.signal },
      workBatch: (batch, signal) => work({ connection, restore }, batch, signal),
      failed: (error) => {
        parts.drivers.logger.error({ error }, 'the reading failed');
      },
    });
    stack.defer(async () => {
      ending.abort();
      await running;
    });
  };
  const outcomes = (id: string) => told.filter(({ to }) => to === id).map(({ outcome }) => outcome);
  return { stream, parts, connection, told, outcomes, begin, [Symbol.asyncDispose]: () => stack.disposeAsync() };
}

const experiment = { id: 'e', action: 'experiments.create', body: JSON.stringify({ external_id: 'E-1', name: 'One' }) };
const sample = (externalId: string): object => ({ experiment_id: 1, external_id: externalId });
const json = (value: unknown): string => JSON.stringify(value);

/** Names of the samples, in the order in which the log has them made. */
async function madeIn(store: Store): Promise<readonly unknown[]> {
  const entries = (await store.commits(1, 0, 10_000)).flatMap((row) => readCommit(row).entries);
  const changes = entries.flatMap((entry) => entry.changes).filter(({ kind }) => kind === 'sample');
  return changes.map(({ after }) => after['externalId']);
}

/** As a client that takes care of nothing sends it. */
async function sendRaw({ servicesUrl }: RobotNats, subject: string, header: string): Promise<void> {
  const { hostname, port, username: user, password: pass } = new URL(servicesUrl);
  const socket = openSocket(Number(port), hostname);
  const head = `NATS/1.0\r\n${header}\r\n\r\n`;
  const sizes = `${String(Buffer.byteLength(head))} ${String(Buffer.byteLength(head) + 2)}`;
  socket.write(`CONNECT ${json({ verbose: false, headers: true, user, pass })}\r\n`);
  socket.write(`HPUB ${subject} ${sizes}\r\n${head}{}\r\nPING\r\n`);
  for (let answer = ''; !answer.includes('PONG');) {
    const [data] = (await once(socket, 'data', { signal: AbortSignal.timeout(timeoutMs) })) as [Buffer];
    answer += data.toString('latin1');
  }
  socket.destroy();
}

describeWithOwnServer('nats', 'the intake', () => {
  test('takes all that robots send through, in order, whatever it is worth', async () => {
    await using all = await lab();
    const { send } = all.stream;
    all.parts.rights.set(7, ['samples:view']).set(9, 'revoked');
    await send(experiment);
    await send({ id: 'good', body: json(sample('S-1')) });
    await send({ id: 'refused', body: json(sample('S-1')) });
    await send({ id: 'unknown', action: 'samples.fly', body: '{}' });
    await send({ id: 'broken', body: '{' });
    await send({ id: 'terms', body: json(sample('S-2')), headers: { 'If-Match': 'three' } });
    await send({ id: 'forbidden', key: 7, body: json(sample('S-2')) });
    await send({ id: 'revoked', key: 9, body: json(sample('S-2')) });
    await send({ id: 'many', body: json([sample('S-3'), sample('S-1'), {}, sample('S-4')]) });
    await send({ id: 'good', body: json(sample('S-1')) });
    await send({ id: 'good', body: json(sample('S-5')) });
    await send({ id: 'good', key: 6, body: json(sample('S-6')) });

    all.begin();
    await drained(all.stream);
    await eventually(() => all.told.length === 12);

    const first = { status: 201, body: { id: 1, external_id: 'S-1' } };
    const reused = { status: 422, detail: 'idempotency_key_reused_with_different_body' };
    expect(all.outcomes('5.good')).toMatchObject([first, first, reused]);
    expect(all.outcomes('5.good')[1]).toEqual(all.outcomes('5.good')[0]);
    expect(all.outcomes('6.good')).toMatchObject([{ status: 201, body: { external_id: 'S-6' } }]);
    expect(all.outcomes('5.refused')).toMatchObject([{ status: 409, detail: 'external_id_already_exists' }]);
    expect(all.outcomes('5.unknown')).toMatchObject([{ status: 404, detail: 'action_not_found' }]);
    expect(all.outcomes('5.broken')).toMatchObject([{ status: 422, detail: [{ loc: ['body'] }] }]);
    expect(all.outcomes('5.terms')).toMatchObject([{ status: 422, detail: [{ loc: ['header', 'If-Match'] }] }]);
    expect(all.outcomes('7.forbidden')).toMatchObject([{ status: 403, detail: 'key_scope_missing' }]);
    expect(all.outcomes('9.revoked')).toMatchObject([{ status: 401, detail: 'Invalid API key' }]);
    const rows = {
      succeeded: 2,
      failed: 2,
      items: [{ status: 201 }, { status: 409 }, { status: 422 }, { status: 201 }],
    };
    expect(all.outcomes('5.many')).toMatchObject([{ status: 200, body: rows }]);
    for (const { status, outcome } of all.told) expect(status).toBe(String(outcome.status));
    expect(await madeIn(all.parts.store)).toEqual(['S-1', 'S-3', 'S-4', 'S-6']);
  });

  test('puts poison aside with the reason, and tells identity of who may not do what was asked', async () => {
    await using all = await lab();
    all.parts.rights.set(7, ['samples:view']).set(9, 'revoked');
    await all.stream.send({ id: 'unknown', action: 'samples.fly', body: 'aé' });
    await all.stream.send({ id: 'forbidden', key: 7, body: json(sample('S-2')) });
    await all.stream.send({ id: 'revoked', key: 9 });
    await all.stream.send({ id: 'a b' });
    await all.stream.send({ id: '' });

    all.begin();
    await drained(all.stream);

    const letters = (await all.stream.deadLetters()) as readonly { at: string; letter: Record<string, unknown> }[]; // JSON
    expect(letters.map(({ at, letter }) => [at, letter['command_id'], letter['detail']]).toSorted()).toEqual([
      ['lab.1.dead.5', '', 'command_id_missing'],
      ['lab.1.dead.5', 'a b', 'command_id_missing'],
      ['lab.1.dead.5', 'unknown', 'action_not_found'],
      ['lab.1.dead.7', 'forbidden', 'key_scope_missing'],
      ['lab.1.dead.9', 'revoked', 'Invalid API key'],
    ]);
    expect(letters.find(({ letter }) => letter['command_id'] === 'unknown')?.letter).toEqual({
      ...{ subject: 'lab.1.cmd.5.samples.fly', command_id: 'unknown', detail: 'action_not_found' },
      ...{ received_at: expect.stringMatching(/^\d{4}-.*Z$/), bytes: 3, body: Buffer.from('aé').toString('base64') },
    });
    expect(all.parts.reported).toMatchObject([
      { organizationId: 1, credentialId: '9', action: 'SendCommand', code: 'revoked', source: 'nats' },
      {
        organizationId: 1,
        credentialId: '7',
        action: 'CreateSample',
        code: 'key_scope_missing',
        requestId: 'forbidden',
      },
    ]);
  });

  // @req robots.poison
  test('has a stream of dead letters made that is gone, so that poison is in nobody’s way', async () => {
    await using all = await lab();
    const { streams } = await jetstreamManager(all.connection, { timeout: timeoutMs });
    await streams.delete(deadLetterStream);
    await all.stream.send({ id: 'unknown', action: 'samples.fly' });
    await all.stream.send({ id: '' });
    await all.stream.send(experiment);

    all.begin();
    await drained(all.stream);

    expect(all.outcomes('5.e')).toMatchObject([{ status: 201 }]);
    expect(await all.stream.deadLetters()).toHaveLength(2);
  });

  // @req robots.unreadable
  test('gets by a message whose headers nobody can read', async () => {
    await using all = await lab();
    const subject = 'lab.1.cmd.5.samples.create';
    for (const bad of ['X Reason: why', 'X-Reason: one\ntwo', 'X-Größe: 1']) {
      await sendRaw(all.stream.nats, subject, `Nats-Msg-Id: bad\r\n${bad}`);
    }
    await all.stream.send({ ...experiment });

    all.begin();
    await drained(all.stream);

    expect(all.outcomes('5.e')).toMatchObject([{ status: 201 }]);
    expect((await all.stream.deadLetters()).map(({ letter }) => letter)).toMatchObject(
      Array.from({ length: 3 }, () => ({ detail: 'bad_request', command_id: '', subject })),
    );
    expect(all.parts.log.join('')).not.toContain('the reading failed');
  });

  test('tells the outcome of an array again, also when its key has lost the right to send it', async () => {
    await using all = await lab();
    await all.stream.send(experiment);
    await all.stream.send({ id: 'many', body: json([sample('S-1'), sample('S-2')]) });
    all.begin();
    await drained(all.stream);

    all.parts.rights.set(5, []);
    await all.stream.send({ id: 'many', body: json([sample('S-1'), sample('S-2')]) });
    await drained(all.stream);
    await eventually(() => all.outcomes('5.many').length === 2);

    const [first, again] = all.outcomes('5.many');
    expect(first).toMatchObject({ status: 200, body: { succeeded: 2 } });
    expect(again).toEqual(first);
  });

  // @req robots.told-as-done
  test('tells what was done again, and no refusal, when its key was revoked since', async () => {
    await using all = await lab();
    await all.stream.send(experiment);
    all.begin();
    await drained(all.stream);

    all.parts.rights.set(5, 'revoked');
    await all.stream.send(experiment);
    await all.stream.send({ ...experiment, body: json({ external_id: 'E-2', name: 'Other' }) });
    await drained(all.stream);
    await eventually(() => all.outcomes('5.e').length === 3);

    const [first, again, other] = all.outcomes('5.e');
    expect([first, other]).toMatchObject([{ status: 201 }, { status: 401 }]);
    expect(again).toEqual(first);
    expect(await all.stream.deadLetters()).toMatchObject([{ letter: { detail: 'Invalid API key' } }]);
  });

  test('works what is in the stream once, in order, and tells all of it, when the server is killed in the middle', async () => {
    await using all = await lab();
    await all.stream.send(experiment);
    const names = Array.from({ length: 300 }, (_, place) => `S-${String(place)}`);
    await Promise.all(names.map((name) => all.stream.send({ id: name, body: json(sample(name)) })));

    all.begin();
    await eventually(() => all.told.length > 20);
    await all.stream.nats.restart();
    await drained(all.stream);

    expect(await madeIn(all.parts.store)).toEqual(names);
    expect(await all.stream.deadLetters()).toEqual([]);
  }, 60_000);
});
