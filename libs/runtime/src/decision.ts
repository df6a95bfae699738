import { isDeepStrictEqual } from 'node:util';
import type { AppError } from '@benchline/errors';
import type { Entity, Kind } from './kind.ts';

/** One record made or changed. */
export interface Change {
  readonly kind: Kind<Entity>;
  /** What happened, in the past: `created`, `updated`. With the kind it names the event. */
  readonly verb: string;
  readonly before: Entity | undefined;
  readonly after: Entity;
}

export type Decision<Reply> =
  | { readonly accepted: true; readonly reply: Reply; readonly changes: readonly Change[] }
  | { readonly accepted: false; readonly error: AppError };

export function accept<Reply>(reply: Reply, changes: readonly Change[]): Decision<Reply> {
  return { accepted: true, reply, changes };
}

export function refuse(error: AppError): Decision<never> {
  return { accepted: false, error };
}

/** A record that was not there before; its version is 1. */
export function created<State extends Entity>(kind: Kind<State>, after: State): Change {
  return { kind, verb: 'created', before: undefined, after };
}

/** The change from one state to the next, or none where `revise` found nothing new. */
export function changed<State extends Entity>(
  kind: Kind<State>,
  before: State,
  after: State,
  verb = 'updated',
): readonly Change[] {
  return before === after ? [] : [{ kind, verb, before, after }];
}

/** The state with these fields written, at the next version and time; the very same state when they say nothing new. */
export function revise<State extends Entity & { readonly updatedAt: string | undefined }>(
  state: State,
  fields: Partial<State>,
  now: string,
): State {
  const next = { ...state, ...fields };
  const same = (Object.keys(fields) as (keyof State)[]).every((name) => isDeepStrictEqual(state[name], next[name]));
  return same ? state : { ...next, version: state.version + 1, updatedAt: now };
}
