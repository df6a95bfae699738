import { createHash } from 'node:crypto';
import { AppError } from '@benchline/errors';
import type { Action, Call, Command, Outcome, Runtime } from '@benchline/runtime';
import { oneRow } from '@benchline/runtime';
import { testCall } from '@benchline/runtime/testing';
import type { Join } from './actions.ts';
import { join, joinMany } from './actions.ts';
import { answerKeptMs } from '../../src/stored-answer.ts';

/** A command as the door makes it of a request. */
export function commandFor<Input>(action: Action<Input>, input: Input, call: Partial<Call> = {}): Command {
  return {
    name: action.name,
    action,
    bulk: undefined,
    rows: oneRow(input),
    deadline: Infinity,
    ...underKey(call, input),
  };
}

export function bulkFor(rows: readonly Join[], call: Partial<Call> = {}): Command {
  return {
    name: joinMany.name,
    action: join,
    bulk: { status: 201, summary: joinMany.summary },
    rows: rows.map((input) => ({ ok: true, input })),
    deadline: Infinity,
    ...underKey(call, rows),
  };
}

function underKey(fields: Partial<Call>, input: unknown): Pick<Command, 'call' | 'idempotency'> {
  const call = testCall(fields);
  const { idempotencyKey: key } = call;
  return { call, idempotency: key === '' ? undefined : { key, fingerprint: fingerprint(input), keptMs: answerKeptMs } };
}

function fingerprint(input: unknown): string {
  return createHash('sha256').update(JSON.stringify(input)).digest('base64url');
}

/** Everybody is the member of a team of their own, so that nobody is in anybody's way. */
export function person(name: string, fields: Partial<Join> = {}): Join {
  return { name, team: `team of ${name}`, role: 'owner', email: undefined, ...fields };
}

/** A name with hardly a gram that stands twice, in it or in another one. */
export function rareText(index: number): string {
  const codes = Array.from({ length: 250 }, (_, at) => 0x4e00 + ((index * 251 + at * 7919) % 20_000));
  return String.fromCodePoint(...codes);
}

/** What a command came to, to be compared: its outcome, or the reason of its refusal. */
export async function told(outcome: Promise<Outcome>): Promise<Outcome | string> {
  try {
    return await outcome;
  } catch (thrown) {
    if (thrown instanceof AppError) return thrown.reason;
    throw thrown;
  }
}

/** Has these people join, one after the other. */
export async function joined(runtime: Runtime, ...people: readonly Join[]): Promise<void> {
  for (const one of people) await runtime.change(commandFor(join, one));
}
