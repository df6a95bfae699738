import { expect, test } from '@jest/globals';
import { foldCase } from './fold-case.ts';

// @req list.folding
test.each([
  ['ß', 'SS'],
  ['ẞ', 'ss'],
  ['Straße', 'STRASSE'],
  ['ΣΊΣΥΦΟΣ', 'σίσυφος'],
  ['ς', 'Σ'],
  ['é', 'E\u0301'],
  ['ﬁn', 'FIN'],
  ['K', 'k'],
  ['İ', 'i\u0307'],
  ['I\u0307', 'İ'],
  ['ŉ', 'ʼN'],
  ['ᾳ', 'ΑΙ'],
  ['ǅ', 'ǆ'],
  ['ſ', 'S'],
  ['\u0345', 'ι'],
])('%s and %s are the same text to a search', (one, other) => {
  expect(foldCase(one)).toBe(foldCase(other));
});

test.each([
  ['e', 'é'],
  ['i', 'ı'],
  ['I', 'ı'],
  ['I', 'İ'],
  ['o', 'ö'],
])('%s and %s are different texts to a search', (one, other) => {
  expect(foldCase(one)).not.toBe(foldCase(other));
});

/** All characters but surrogates. */
const characters = Array.from({ length: 0x11_0000 }, (_, point) => point)
  .filter((point) => point < 0xd800 || point > 0xdfff)
  .map((point) => String.fromCodePoint(point));

/** Those that Unicode changes when it folds, or that some mapping of case changes. */
const cased = characters.filter((character) => /\p{CWCF}|\p{CWCM}/u.test(character));

/** The engine's own folding of one character to one, which is Unicode's (C and S of CaseFolding.txt). */
const sameToEngine = (one: string, other: string): boolean => new RegExp(`^\\u{${hex(one)}}$`, 'iu').test(other);
const hex = (character: string): string => character.codePointAt(0)?.toString(16) ?? '';
const isOne = (text: string): boolean => Array.from(text).length === 1;
const isComposed = (text: string): boolean => text.normalize('NFC') === text;

// @req list.folding
test('characters that Unicode folds to the same are the same to a search', () => {
  const apart = cased.filter((character) =>
    [character.toLowerCase(), character.toUpperCase()]
      .filter((other) => isOne(other) && sameToEngine(character, other))
      .some((other) => foldCase(character) !== foldCase(other)),
  );

  expect(apart).toEqual([]);
});

// @req list.folding
test('characters that Unicode does not fold to the same are different to a search', () => {
  // Simple folding can't tell of a character that folds to several.
  const groups = [...Map.groupBy(cased.filter(isComposed), (character) => foldCase(character))].filter(([text]) =>
    isOne(text),
  );
  const together = groups.flatMap(([, [first = '', ...others]]) =>
    others.filter((other) => !sameToEngine(first, other)),
  );
  const changed = characters.filter(
    (character) => isComposed(character) && foldCase(character).normalize('NFC') !== character,
  );

  expect(together).toEqual([]);
  expect(groups.length).toBeGreaterThan(1300);
  // Folding changes no other character; Cherokee folds to its capitals in Unicode's table, and to its small letters here.
  expect(changed.filter((character) => !/\p{CWCF}|\p{Script=Cherokee}/u.test(character))).toEqual([]);
});

test('a character folds the same wherever it stands', () => {
  const alone = cased.filter((character) => character !== 'Σ' && !/\p{M}/u.test(character));
  const moved = alone.filter((character) => foldCase(`x${character}y`) !== `x${foldCase(character)}y`);

  expect(moved).toEqual([]);
  expect(['ΑΣ', 'ΑΣ Α', 'ΑΣΑ'].map(foldCase)).toEqual(['ας', 'ας α', 'αςα'].map(foldCase));
  expect(foldCase('ΑΣ')).toBe('ασ');
});
