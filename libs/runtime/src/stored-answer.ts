import { AppError } from '@benchline/errors';
import type { AnswerRow } from '@benchline/store';
import type { KeptRefusal, LoggedAnswer, StoredReply } from './commit.ts';
import type { Change } from './decision.ts';
import type { BoundKinds } from './kind.ts';
import { boundKind } from './kind.ts';
import { refsOf, unseal } from './seal.ts';
import { isPrivateRef } from './state.ts';
import type { WorkingSet } from './working-set.ts';

/** Time that an answer is kept for a repeat of its call: the 24 h of the contract and an hour for clocks that differ. */
export const answerKeptMs = 25 * 60 * 60 * 1000;

/** Time that what became of a robot's command is kept. */
export const commandKeptMs = 30 * 24 * 60 * 60 * 1000;

/** What is kept of a call with an Idempotency-Key. Private values stand in it by their hashes only. */
export interface StoredAnswer {
  readonly fingerprint: string;
  readonly robotAction?: string;
  readonly reply: StoredReply;
}

export function idempotencyKeyReused(): AppError {
  return new AppError(
    'invalid',
    'idempotency_key_reused_with_different_body',
    'The Idempotency-Key was used before for a different request',
  );
}

/**
 * How to keep a reply: the record that it shows, else its value. `first` is the place of the first of these changes in the entry.
 * @throws {Error} a defect of the action: private values can be kept of a record only, which knows them for what they are.
 */
export function storedReply(
  reply: unknown,
  { changes, first }: { readonly changes: readonly Change[]; readonly first: number },
  set: WorkingSet,
): LoggedAnswer['reply'] {
  const index = changes.findIndex((change) => change.after === reply);
  const shown = changes[index];
  if (shown === undefined) {
    const unchanged = set.recordOf(reply);
    if (unchanged !== undefined) return { is: 'record', ...unchanged };
    if (reply !== undefined && changes.some((change) => holdsPrivate(change, set))) {
      throw new Error(
        'the action changes a record with private values and answers with something else than that record',
      );
    }
    return { is: 'value', value: reply };
  }
  if (shown.before === undefined) return { is: 'made', change: first + index };
  const sealed = set.held(shown.kind.name, shown.after.id)?.sealed ?? {};
  return { is: 'record', kind: shown.kind.name, sealed };
}

function holdsPrivate({ kind, after }: Change, set: WorkingSet): boolean {
  return Object.values(set.held(kind.name, after.id)?.sealed ?? {}).some(isPrivateRef);
}

/** The answer's row as the projection keeps it; `made` gives kind and JSON text of the record that a change of the entry made. */
export function answerRow(
  { key, part, expiresAt, fingerprint, robotAction, reply }: LoggedAnswer,
  seq: number,
  made: (change: number) => { readonly kind: string; readonly state: string },
): AnswerRow {
  const head = JSON.stringify({ fingerprint, robotAction }).slice(0, -1);
  return { key, part, seq, expiresAt, body: `${head},"reply":${replyText()}}` };

  function replyText(): string {
    if (reply.is !== 'made') return JSON.stringify(reply);
    const { kind, state } = made(reply.change);
    return `{"is":"record","kind":${JSON.stringify(kind)},"sealed":${state}}`;
  }
}

/** The hashes of private values that are needed to show a kept record. */
export function refsIn(reply: StoredReply, kinds: BoundKinds): readonly string[] {
  return reply.is === 'record' ? refsOf(boundKind(kinds, reply.kind), reply.sealed) : [];
}

export function openReply(reply: StoredReply, kinds: BoundKinds, values: ReadonlyMap<string, string>): unknown {
  switch (reply.is) {
    case 'record':
      return unseal(boundKind(kinds, reply.kind), reply.sealed, values).state;
    case 'value':
      return reply.value;
    case 'rows':
    case 'refused':
      return undefined;
    case 'bulk':
      return reply.bulk;
  }
}

/** How to keep a refusal; `undefined` for one that says nothing of the command. */
export function storedRefusal(error: AppError): LoggedAnswer['reply'] | undefined {
  const { kind, reason, message, extras, violations } = error;
  if (kind === 'internal' || kind === 'unavailable') return undefined;
  const refusal = { kind, reason, message, ...(violations !== undefined && { violations }) };
  return { is: 'refused', refusal: Object.keys(extras).length === 0 ? refusal : { ...refusal, extras } };
}

export function openRefusal({ kind, reason, message, extras, violations }: KeptRefusal): AppError {
  return new AppError(kind, reason, message, { ...(extras && { extras }), ...(violations && { violations }) });
}
