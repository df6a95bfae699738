import type { Claim, Entity, Kind } from './kind.ts';

/**
 * The records as one command sees them. What is not at hand yet is noted as missing and answered as absent for the moment; the runtime
 * loads it and asks again, so a lookup may go on from what it found.
 */
export interface View {
  entity<State extends Entity>(kind: Kind<State>, id: number): State | undefined;
  /** Id of the record that holds the name. */
  holder(claim: Claim): number | undefined;
  /** Records that carry the term, newest first, at most `limit`. */
  members<State extends Entity>(kind: Kind<State>, term: string, limit: number): readonly State[];
  /** The number of a kind that was given out last: what is made next has the one after it, and can be named by that. */
  counter(kind: string): number;
}

/** A question to the records. Pure: the same view gives the same answer. */
export type Lookup<Result> = (view: View) => Result;

export type Lookups = Readonly<Record<string, Lookup<unknown>>>;

/** What lookups found, by the names they were given. */
export type Found<L extends Lookups> = { readonly [K in keyof L]: L[K] extends Lookup<infer Result> ? Result : never };

export function entity<State extends Entity>(kind: Kind<State>, id: number): Lookup<State | undefined> {
  return (view) => view.entity(kind, id);
}

/** Whether a name is taken. */
export function taken(claim: Claim): Lookup<boolean> {
  return (view) => view.holder(claim) !== undefined;
}

/** The record that holds a name. */
export function named<State extends Entity>(kind: Kind<State>, claim: Claim): Lookup<State | undefined> {
  return (view) => {
    const id = view.holder(claim);
    return id === undefined ? undefined : view.entity(kind, id);
  };
}

export function members<State extends Entity>(
  kind: Kind<State>,
  term: string,
  limit: number,
): Lookup<readonly State[]> {
  return (view) => view.members(kind, term, limit);
}

export function find<L extends Lookups>(lookups: L, view: View): Found<L> {
  const found: Record<string, unknown> = {};
  for (const [name, lookup] of Object.entries(lookups)) found[name] = lookup(view);
  return found as Found<L>; // each key holds the result of the lookup under the same key
}
