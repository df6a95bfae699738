import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { foldCase } from './fold-case.ts';
import { blockSize, gramsIn, gramsToFind, longest } from './search-grams.ts';
import { KnownGrams, NewGrams } from './search-marks.ts';

const kind = 'sample';
const text = fc.string({
  unit: fc.constantFrom('a', 'B', 'ß', '%', ' ', '🧬', 'é', 'e\u0301', 'İ', 'ı'),
  maxLength: 60,
});

// @req list.search-indexed
test('every gram of a text that is looked for stands in each text that has it', () => {
  fc.assert(
    fc.property(text, text, text, (before, q, after) => {
      const folded = foldCase(q);
      fc.pre(folded !== '' && foldCase(before + q + after).includes(folded));

      const { size, grams } = gramsToFind(folded);
      const present = longest(foldCase(before + q + after)).flatMap((piece) => gramsIn(piece)[size]);

      expect(grams.filter((gram) => !present.includes(gram))).toEqual([]);
      expect(grams.length).toBeGreaterThan(0);
    }),
  );
});

test('few grams are looked for, however long the text', () => {
  const long = Array.from({ length: 300 }, (_, index) => String.fromCodePoint(0x4e00 + index)).join('');

  expect(gramsToFind('abcdefghij'.repeat(30)).grams).toHaveLength(10);
  expect(gramsToFind(long).grams).toHaveLength(16);
  expect(gramsToFind('ab')).toEqual({ size: 'short', grams: ['ab'] });
  expect(gramsToFind('🧬')).toEqual({ size: 'short', grams: ['🧬'] });
  expect(gramsToFind('a🧬b')).toEqual({ size: 'long', grams: ['a🧬b'] });
});

test('what was written once is not written again, but for other blocks, kinds and organizations', () => {
  const known = new KnownGrams();
  const taken = (org: number, record: { kind: string; id: number }, ...texts: readonly string[]): NewGrams => {
    const grams = new NewGrams(org, known);
    grams.take(record, texts);
    return grams;
  };
  const first = taken(1, { kind, id: 1 }, 'Abc', 'abc', '');

  expect(first.rows()).toEqual([
    { kind, block: 0, grams: ['abc'] },
    { kind, block: 0, grams: ['a', 'b', 'c', 'ab', 'bc'] },
  ]);
  expect(taken(1, { kind, id: 2 }, 'Abc').rows()).toHaveLength(2);
  first.written();
  expect(taken(1, { kind, id: 2 }, 'Abc', 'ab').rows()).toEqual([]);
  expect(taken(1, { kind, id: 2 }, 'abd').rows()).toEqual([
    { kind, block: 0, grams: ['abd'] },
    { kind, block: 0, grams: ['d', 'bd'] },
  ]);
  expect(taken(1, { kind, id: blockSize('long') }, 'abc').rows()).toEqual([{ kind, block: 1, grams: ['abc'] }]);
  expect(taken(1, { kind, id: blockSize('short') }, 'abc').rows()).toHaveLength(2);
  expect(taken(1, { kind: 'batch', id: 1 }, 'abc').rows()).toHaveLength(2);
  expect(taken(2, { kind, id: 1 }, 'abc').rows()).toHaveLength(2);
});

test('what is remembered is bounded, and the block that was written last is remembered longest', () => {
  const known = new KnownGrams(35);
  const write = (id: number): void => {
    const grams = new NewGrams(1, known);
    grams.take({ kind, id }, ['abc']);
    grams.written();
  };
  for (const block of [0, 1, 0, 2, 3]) write(block * blockSize('short'));
  const remembered = [0, 1, 2, 3].filter((block) => known.get(`1/${kind}/short/${String(block)}`) !== undefined);

  expect(known.size).toBeLessThanOrEqual(35);
  expect(remembered).toEqual([0, 2, 3]);
});

test('what is remembered counts by its characters, whether it comes at once or bit by bit, and counts once', () => {
  const sizeAfter = (...writes: readonly (readonly string[])[]): number => {
    const known = new KnownGrams();
    for (const texts of writes) {
      const grams = new NewGrams(1, known);
      grams.take({ kind, id: 1 }, texts);
      grams.written();
    }
    return known.size;
  };

  // The text, `aaa`, `aa` and `a`; then another text and nothing else.
  expect(sizeAfter(['a'.repeat(100)])).toBe(106);
  expect(sizeAfter(['a'.repeat(100)], ['a'.repeat(100), 'a'.repeat(50)])).toBe(156);
  expect(sizeAfter(['a'.repeat(100), 'a'.repeat(50)])).toBe(156);
});

test('a write counts the grams that it adds, and none that are known', () => {
  const known = new KnownGrams();
  const first = new NewGrams(1, known);
  first.take({ kind, id: 1 }, ['Abc', 'abc']);
  first.take({ kind, id: 2 }, ['abd']);
  first.written();
  const second = new NewGrams(1, known);
  second.take({ kind, id: 3 }, ['abc', 'abe']);

  expect([first.count, second.count]).toEqual([9, 3]);
  for (const grams of [first, second]) expect(grams.rows().flatMap((row) => row.grams)).toHaveLength(grams.count);
});
