import type { Store } from '@benchline/store';
import { blockOf, blockSize, gramsToFind } from './search-grams.ts';

/** Blocks that one question goes through: few at first, since a common text is found soon, then more and more. */
const spanFirst = 16;
const spanMax = 1024;

/** Ids from `from` up to, but not including, `before`. */
export interface Run {
  readonly from: number;
  readonly before: number;
}

/** The blocks of a kind in which a text may be found, from the highest on down. */
export class CandidateBlocks {
  readonly #store: Store;
  readonly #org: number;
  readonly #kind: string;
  readonly #sought: ReturnType<typeof gramsToFind>;
  #length = spanFirst;
  #span = { from: 0, before: 0 };
  #blocks: readonly number[] = [];

  constructor(store: Store, org: number, { kind, folded }: { readonly kind: string; readonly folded: string }) {
    this.#store = store;
    this.#org = org;
    this.#kind = kind;
    this.#sought = gramsToFind(folded);
  }

  /**
   * The next ids below one that are worth a look: none between the run and that id is. An empty run tells how far down it has looked.
   * Never asked about an id above an earlier one.
   */
  async below(id: number): Promise<Run> {
    const { size } = this.#sought;
    const top = blockOf(id - 1, size);
    if (top < this.#span.from || top >= this.#span.before) await this.#ask(top);
    const start = this.#blocks.findIndex((block) => block <= top);
    const first = this.#blocks[start];
    const ids = blockSize(size);
    if (first === undefined) return { from: this.#span.from * ids, before: this.#span.from * ids };
    let count = 1;
    while (this.#blocks[start + count] === first - count) count += 1;
    return { from: (first - count + 1) * ids, before: Math.min(id, (first + 1) * ids) };
  }

  async #ask(top: number): Promise<void> {
    this.#span = { from: Math.max(0, top + 1 - this.#length), before: top + 1 };
    this.#length = Math.min(spanMax, 4 * this.#length);
    const { grams } = this.#sought;
    this.#blocks = await this.#store.blocks(this.#org, { kind: this.#kind, grams, ...this.#span });
  }
}
