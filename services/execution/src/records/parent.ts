import type { Claim, Entity, Kind, Lookup } from '@benchline/runtime';
import { entity, named } from '@benchline/runtime';

/** The record that a caller names by id, or by name where he gives no id; the name is not looked at beside an id. */
export function findParent<State extends Entity>(
  kind: Kind<State>,
  { id, name }: { readonly id: number | undefined; readonly name: Claim | undefined },
): Lookup<State | undefined> {
  if (id !== undefined) return entity(kind, id);
  return name === undefined ? () => undefined : named(kind, name);
}
