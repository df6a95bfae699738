import type { PrivateRow } from '@benchline/store';
import type { BoundKind, Entity, Fields } from './kind.ts';
import { isPrivateRef, privateRef } from './state.ts';

type Value = Omit<PrivateRow, 'seq' | 'nonce'>;

/** A state as decisions see it, and the same as it may be written down. */
export interface Sealed {
  readonly state: Entity;
  /** Private values replaced by their hashes; the very same object where there are none. */
  readonly sealed: Fields;
}

/** A record in memory; `sealed` and `terms` are what the projections hold of it. */
export interface Held extends Sealed {
  readonly terms: readonly string[];
}

/** Seals a state. A private value that did not change keeps its hash; a new one comes out in `values`. */
export function seal(
  kind: BoundKind,
  state: Entity,
  context: { readonly before: Sealed | undefined; readonly salt: () => string },
): Sealed & { readonly values: readonly Value[] } {
  const fields = fieldsOf(state);
  const old = context.before;
  const held = [...kind.privateFields].filter((name) => isSet(fields[name]) || isSet(old?.sealed[name]));
  if (held.length === 0) return { state, sealed: fields, values: [] };
  const sealed: Record<string, unknown> = { ...fields };
  const values: Value[] = [];
  for (const field of held) {
    const value = jsonOf(fields[field]);
    // An erased value, too, keeps its hash until it is written anew: whoever changes another field didn't clear it.
    if (old !== undefined && jsonOf(fieldsOf(old.state)[field]) === value) {
      sealed[field] = old.sealed[field];
      continue;
    }
    if (value === undefined) continue;
    const salt = context.salt();
    const ref = privateRef(salt, value);
    sealed[field] = { private: ref };
    values.push({ ref, kind: kind.kind.name, id: state.id, field, value: JSON.stringify({ salt, value }) });
  }
  return { state, sealed, values };
}

/** The hashes that a sealed state names. */
export function refsOf(kind: BoundKind, sealed: Fields): readonly string[] {
  const refs: string[] = [];
  for (const name of kind.privateFields) {
    const value = sealed[name];
    if (isPrivateRef(value)) refs.push(value.private);
  }
  return refs;
}

/** The state with its private values in place; an erased one is unset. */
export function unseal(kind: BoundKind, sealed: Fields, values: ReadonlyMap<string, string>): Sealed {
  if (refsOf(kind, sealed).length === 0) return { state: sealed as unknown as Entity, sealed }; // a state that `stateText` wrote
  const open: Record<string, unknown> = { ...sealed };
  for (const name of kind.privateFields) {
    const value = open[name];
    if (isPrivateRef(value)) open[name] = openedValue(values.get(value.private));
  }
  return { state: open as unknown as Entity, sealed }; // as above
}

function openedValue(row: string | undefined): unknown {
  if (row === undefined) return undefined;
  const { value } = JSON.parse(row) as { readonly value: string }; // written by `seal`
  return JSON.parse(value);
}

function isSet(value: unknown): boolean {
  return value !== undefined && value !== null;
}

function jsonOf(value: unknown): string | undefined {
  return isSet(value) ? JSON.stringify(value) : undefined;
}

function fieldsOf(state: Entity): Fields {
  return state as unknown as Fields; // a state is a plain object of fields
}
