import { expect, test } from '@jest/globals';
import { createSealer } from './sealer.ts';

const [oldKey, newKey] = ['an old sealing key, 32 characters', 'a new sealing key, 32 characters'];
const place = 'secrets/pepper';

// @req first-start.sealing-key
test('what is sealed opens, shows nothing of the secret or the key, and looks different each time', () => {
  const sealer = createSealer([newKey]);

  const sealed = [sealer.seal('the secret', place), sealer.seal('the secret', place)];

  expect(sealed.map((each) => sealer.open(each, place))).toEqual(['the secret', 'the secret']);
  expect(sealed[0]).toMatch(/^v1\.[\w-]{12}\.[\w-]{16}\.[\w-]{35}$/);
  expect(sealed[0]).not.toContain(Buffer.from('the secret').toString('base64url'));
  expect(sealed[0]).not.toBe(sealed[1]);
});

test.each(['', 'ключ 🔑', 'x'.repeat(100_000)])('a secret of any length opens as it was: %#', (secret) => {
  const sealer = createSealer([newKey]);

  expect(sealer.open(sealer.seal(secret, place), place)).toBe(secret);
});

// @req first-start.sealing-key
test('while a key is replaced, the older one opens what it sealed and the newest seals', () => {
  const sealed = createSealer([oldKey]).seal('the secret', place);
  const both = createSealer([newKey, oldKey]);

  expect(both.open(sealed, place)).toBe('the secret');
  expect(both.isCurrent(sealed)).toBe(false);
  expect(both.isCurrent(both.seal('the secret', place))).toBe(true);
  expect(createSealer([newKey]).open(both.seal('the secret', place), place)).toBe('the secret');
});

// @req first-start.sealing-key
test('without the key that sealed it, it is named as a bad setting, by an id and not by its text', () => {
  const sealed = createSealer([oldKey]).seal('the secret', place);

  const open = () => createSealer([newKey]).open(sealed, place);

  expect(open).toThrow(
    expect.objectContaining({
      name: 'ConfigError',
      problems: [
        { name: 'BENCHLINE_SEALING_KEY', problem: expect.stringMatching(/^lacks the key [\w-]{12}, .*data folder$/) },
      ],
    }),
  );
  expect(open).not.toThrow(oldKey);
});

test('what was sealed for one place does not open in another', () => {
  const sealer = createSealer([newKey]);

  expect(() => sealer.open(sealer.seal('the secret', place), 'secrets/another')).toThrow();
});

test('changed anywhere, it does not open', () => {
  const sealer = createSealer([newKey]);
  const sealed = sealer.seal('the secret', place);
  const others = Array.from(sealed, (_, at) => {
    // The last digit of base64 has bits that stand for nothing.
    const other = sealed[at] === 'A' ? 'Q' : 'A';
    return `${sealed.slice(0, at)}${other}${sealed.slice(at + 1)}`;
  });

  for (const other of [...others, sealed.slice(0, -4), `${sealed}AAAA`]) {
    expect(() => sealer.open(other, place)).toThrow();
  }
});

test.each(['', 'the secret', 'v1.a.b', 'v2.a.b.c', 'v1.a.b.c.d'])('%j was never sealed', (text) => {
  expect(() => createSealer([newKey]).open(text, place)).toThrow('not sealed in a form that is known');
});
