import type { Held } from './seal.ts';

interface MemberList {
  readonly kind: string;
  readonly term: string;
  readonly limit: number;
  /** Newest first. */
  readonly ids: readonly number[];
}

/** Lists of records that carry a term, as far as they were loaded, kept true while records change. */
export class MemberLists {
  readonly #lists = new Map<string, MemberList>();

  get({ kind, term, limit }: Omit<MemberList, 'ids'>): readonly number[] | undefined {
    return this.#lists.get(listKey(kind, term, limit))?.ids;
  }

  set(list: MemberList): void {
    this.#lists.set(listKey(list.kind, list.term, list.limit), list);
  }

  /** A record of the kind went from these terms to those. */
  moved(
    kind: string,
    id: number,
    { before, after }: { readonly before: Held | undefined; readonly after: Held },
  ): void {
    for (const [key, list] of this.#lists) {
      if (list.kind !== kind) continue;
      const was = before?.terms.includes(list.term) ?? false;
      const is = after.terms.includes(list.term);
      if (was !== is) this.#move(key, list, { id, joins: is });
    }
  }

  #move(key: string, list: MemberList, { id, joins }: { readonly id: number; readonly joins: boolean }): void {
    const { ids, limit } = list;
    if (joins) this.#lists.set(key, { ...list, ids: [...ids, id].sort((a, b) => b - a).slice(0, limit) });
    // Who follows the last one of a full list is not known here: the list must be loaded anew.
    else if (ids.length === limit) this.#lists.delete(key);
    else this.#lists.set(key, { ...list, ids: ids.filter((other) => other !== id) });
  }
}

function listKey(kind: string, term: string, limit: number): string {
  return `${kind}\n${term}\n${String(limit)}`;
}
