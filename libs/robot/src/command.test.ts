import { expect, test } from '@jest/globals';
import { makeCommand } from './command.ts';

const ring: Record<string, unknown> = {};
ring['self'] = ring;

test('a command has an id of its own and the time when it was made, unless told', () => {
  const one = makeCommand('samples.create', {}, {});
  const other = makeCommand('samples.create', {}, {});

  expect(one.id).not.toBe(other.id);
  expect(one.id).toMatch(/^[A-Za-z0-9_-]{1,128}$/);
  expect(one.headers).toEqual({ 'X-Device-Time': one.madeAt });
});

test.each([
  ['an id with a dot', 'samples.create', {}, { id: 'a.b' }],
  ['an id without a letter', 'samples.create', {}, { id: '' }],
  ['an id that is too long', 'samples.create', {}, { id: 'x'.repeat(129) }],
  ['an action that is a wildcard', 'samples.*', {}, {}],
  ['an action of one word', 'samples', {}, {}],
  ['an action with a space', 'samples.create now', {}, {}],
  ['no input', 'samples.create', undefined, {}],
  ['a text', 'samples.create', 'text', {}],
  ['an empty array', 'samples.create', [], {}],
  ['an array of more than a thousand', 'samples.create', Array(1_001).fill({}), {}],
  ['a version for an array', 'samples.create', [{}], { ifMatch: '"1"' }],
  ['an input that holds itself', 'samples.create', ring, {}],
  ['a device time that is none', 'samples.create', {}, { deviceTime: new Date(NaN) }],
  ['a reason of two lines', 'samples.create', {}, { reason: 'a\nb' }],
  ['a reason that is too long', 'samples.create', {}, { reason: 'x'.repeat(1_001) }],
  ['a reason of spaces', 'samples.create', {}, { reason: ' ' }],
])('%s is no command', (_, action, input, options) => {
  expect(() => makeCommand(action, input, options)).toThrow(expect.objectContaining({ code: 'bad_command' }));
});

test('a command that no broker would take is refused at once', () => {
  const input = { text: 'ä'.repeat(500_001) };

  expect(() => makeCommand('samples.create', input, {})).toThrow(expect.objectContaining({ code: 'too_large' }));
});
