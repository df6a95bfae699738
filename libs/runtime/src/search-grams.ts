/**
 * A gram is a piece of text, and a block a run of a kind's ids. Pieces of three characters tell small blocks apart; shorter ones stand
 * in nearly every text, so they are kept for larger blocks. Measured on numbers of laboratories, such as `LIB-2026-000123-B4`: half as
 * many ids would cost half again as many grams, twice as many would make a search for five digits read twelve times as many records.
 */
export type GramSize = 'long' | 'short';

const blockSizes: Readonly<Record<GramSize, number>> = { long: 128, short: 1024 };
const longLength = 3;
/** A long text is as rare by some of its grams as by all of them. */
const gramsToFindMax = 16;

export function blockSize(size: GramSize): number {
  return blockSizes[size];
}

export function blockOf(id: number, size: GramSize): number {
  return Math.floor(id / blockSizes[size]);
}

/** Every piece of three characters of a folded text; of a shorter one, the whole. */
export function longest(folded: string): readonly string[] {
  return pieces(folded, longLength);
}

/** The pieces of a piece that `longest` answered, by their sizes. */
export function gramsIn(piece: string): Readonly<Record<GramSize, readonly string[]>> {
  const short = [...pieces(piece, 1), ...pieces(piece, 2)];
  return { long: sizeOf(piece) === 'long' ? [piece] : [], short };
}

/** Grams that stand in every text in which this one, which is not empty, stands. */
export function gramsToFind(folded: string): { readonly size: GramSize; readonly grams: readonly string[] } {
  const grams = [...new Set(longest(folded))];
  const step = Math.max(1, grams.length / gramsToFindMax);
  const some = grams.filter((_, index) => Math.floor(index / step) !== Math.floor((index - 1) / step));
  return { size: sizeOf(folded), grams: some };
}

const surrogate = /[\ud800-\udfff]/;

function sizeOf(text: string): GramSize {
  const length = surrogate.test(text) ? Array.from(text).length : text.length;
  return length < longLength ? 'short' : 'long';
}

/**
 * Every run of so many characters; of a shorter text, the whole. A character is a code point, so that no piece ends within one, which
 * engines can't keep.
 */
function pieces(text: string, length: number): readonly string[] {
  if (surrogate.test(text)) return piecesOfCharacters(Array.from(text), length);
  if (text.length <= length) return text === '' ? [] : [text];
  const found: string[] = [];
  for (let at = 0; at + length <= text.length; at += 1) found.push(text.slice(at, at + length));
  return found;
}

function piecesOfCharacters(characters: readonly string[], length: number): readonly string[] {
  if (characters.length <= length) return [characters.join('')];
  return characters.slice(length - 1).map((_, at) => characters.slice(at, at + length).join(''));
}
