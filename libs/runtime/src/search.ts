import { foldCase } from './fold-case.ts';
import type { BoundKind, Fields } from './kind.ts';
import { textsOf } from './kind.ts';

/** A text that is looked for in the texts of a kind's records. */
export interface Search {
  readonly folded: string;
  finds(sealed: Fields): boolean;
}

/** What a list's input asks to look for: its `q`, where the kind says in which texts. An empty one filters nothing. */
export function searchOf(kind: BoundKind, input: unknown): Search | undefined {
  const { q } = input as { readonly q?: unknown }; // a request message
  if (typeof q !== 'string' || kind.kind.texts === undefined) return undefined;
  const folded = foldCase(q);
  if (folded === '') return undefined;
  return { folded, finds: (sealed) => textsOf(kind, sealed).some((text) => foldCase(text).includes(folded)) };
}
