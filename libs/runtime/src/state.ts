import { createHash } from 'node:crypto';
import type { BoundKind, Fields } from './kind.ts';

/** In the log and in projections, where a private value would stand: its salted hash. */
export interface PrivateRef {
  readonly private: string;
}

export function isPrivateRef(value: unknown): value is PrivateRef {
  return typeof value === 'object' && value !== null && 'private' in value && typeof value.private === 'string';
}

/** SHA-256 over salt and value, so that equal values can't be told from the log, nor guessed once salt and value are erased. */
export function privateRef(salt: string, value: string): string {
  return createHash('sha256').update(salt).update('\0').update(value).digest('base64url');
}

/** A state's JSON text: set fields only, in the order of the declaration, so that equal states are equal texts. */
export function stateText(kind: BoundKind, sealed: Fields): string {
  const parts: string[] = [];
  for (const name of kind.fields) {
    const value = sealed[name];
    if (value !== undefined && value !== null) parts.push(`"${name}":${JSON.stringify(value)}`);
  }
  return `{${parts.join(',')}}`;
}

/** The fields in which two sealed states differ: as they were, and as they are. What is unset is null. */
export function differences(kind: BoundKind, before: Fields, after: Fields): { before: Fields; after: Fields } {
  const was: Record<string, unknown> = {};
  const is: Record<string, unknown> = {};
  for (const name of kind.fields) {
    const [old, next] = [before[name] ?? null, after[name] ?? null];
    if (old === next || JSON.stringify(old) === JSON.stringify(next)) continue;
    was[name] = old;
    is[name] = next;
  }
  return { before: was, after: is };
}

/** A sealed state with a change's fields written over it. */
export function merged(state: Fields, after: Fields): Fields {
  return Object.fromEntries(
    Object.entries({ ...state, ...after }).filter(([, value]) => value !== null && value !== undefined),
  );
}
