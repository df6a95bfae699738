import type { GramRow } from '@benchline/store';
import { foldCase } from './fold-case.ts';
import type { GramSize } from './search-grams.ts';
import { blockOf, gramsIn, longest } from './search-grams.ts';

/** Grams of one block of a kind, and the texts that they are of. */
interface BlockGrams {
  readonly kind: string;
  readonly block: number;
  readonly texts: Set<string>;
  readonly grams: Set<string>;
}

const charactersMax = 1_000_000;

/**
 * Grams that are known to stand in the store, so that they aren't written again. Only what was confirmed to be written may be added. It
 * forgets the blocks that it heard of longest ago; without it everything is as right, and slower.
 */
export class KnownGrams {
  readonly #blocks = new Map<string, BlockGrams>();
  readonly #charactersMax: number;
  #characters = 0;

  constructor(max = charactersMax) {
    this.#charactersMax = max;
  }

  get(key: string): Pick<BlockGrams, 'texts' | 'grams'> | undefined {
    return this.#blocks.get(key);
  }

  /** Characters that are held at present. */
  get size(): number {
    return this.#characters;
  }

  add(key: string, { kind, block, texts, grams }: BlockGrams): void {
    const present = this.#blocks.get(key) ?? { kind, block, texts: new Set(), grams: new Set() };
    this.#characters += addAll(present.texts, texts) + addAll(present.grams, grams);
    this.#blocks.delete(key); // so that it stands last
    this.#blocks.set(key, present);
    for (const [oldest, other] of this.#blocks) {
      if (this.#characters <= this.#charactersMax) break;
      this.#blocks.delete(oldest);
      this.#characters -= charactersOf(other.texts) + charactersOf(other.grams);
    }
  }
}

/** Answers how many characters are new. */
function addAll(present: Set<string>, texts: ReadonlySet<string>): number {
  let characters = 0;
  for (const text of texts) {
    if (present.has(text)) continue;
    present.add(text);
    characters += text.length;
  }
  return characters;
}

function charactersOf(texts: ReadonlySet<string>): number {
  let characters = 0;
  for (const text of texts) characters += text.length;
  return characters;
}

/** A record's block, as the store has it for certain and as this write adds to it. */
interface Block {
  readonly known: Pick<BlockGrams, 'texts' | 'grams'> | undefined;
  readonly fresh: BlockGrams;
}

/** What one write, of one commit or of several, adds to an organization's grams. */
export class NewGrams {
  readonly #org: number;
  readonly #known: KnownGrams;
  readonly #blocks = new Map<string, BlockGrams>();
  #count = 0;

  constructor(org: number, known: KnownGrams) {
    this.#org = org;
    this.#known = known;
  }

  /** Grams so far: each is a row of an index that this write has to make. */
  get count(): number {
    return this.#count;
  }

  /** Takes in texts that a record has from now on. */
  take(record: { readonly kind: string; readonly id: number }, texts: readonly string[]): void {
    if (texts.length === 0) return;
    const long = this.#blockOf(record, 'long');
    const short = this.#blockOf(record, 'short');
    const held = long.fresh.grams.size + short.fresh.grams.size;
    for (const text of texts) if (!has(long, 'texts', text)) takeText(text, { long, short });
    this.#count += long.fresh.grams.size + short.fresh.grams.size - held;
  }

  rows(): readonly GramRow[] {
    const blocks = [...this.#blocks.values()].filter(({ grams }) => grams.size > 0);
    return blocks.map(({ kind, block, grams }) => ({ kind, block, grams: [...grams] }));
  }

  /** They stand in the store now. */
  written(): void {
    for (const [key, block] of this.#blocks) this.#known.add(key, block);
  }

  #blockOf({ kind, id }: { readonly kind: string; readonly id: number }, size: GramSize): Block {
    const block = blockOf(id, size);
    const key = `${String(this.#org)}/${kind}/${size}/${String(block)}`;
    const fresh = this.#blocks.get(key) ?? { kind, block, texts: new Set(), grams: new Set() };
    this.#blocks.set(key, fresh);
    return { known: this.#known.get(key), fresh };
  }
}

function takeText(text: string, { long, short }: Readonly<Record<GramSize, Block>>): void {
  long.fresh.texts.add(text);
  for (const piece of longest(foldCase(text))) {
    // Its parts came with it.
    if (has(long, 'grams', piece)) continue;
    const grams = gramsIn(piece);
    for (const gram of grams.long) long.fresh.grams.add(gram);
    for (const gram of grams.short) if (!has(short, 'grams', gram)) short.fresh.grams.add(gram);
  }
}

function has({ known, fresh }: Block, what: 'texts' | 'grams', text: string): boolean {
  return known?.[what].has(text) === true || fresh[what].has(text);
}
