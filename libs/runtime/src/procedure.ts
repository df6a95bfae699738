import type { Method } from '@benchline/rpc';
import type { Action, Listing, Query } from './action.ts';
import { actionName } from './action.ts';
import type { Call } from './call.ts';
import type { Page } from './read.ts';
import type { KeptCommand } from './runtime.ts';

/**
 * An action of several steps: it may compute, ask elsewhere, and run other actions, each a commit of its own and perhaps in another
 * partition. It can end after any step, so every step must be safe to repeat, and what a repeat finds half done it completes.
 */
export interface Procedure<Input = never, Reply = unknown> {
  readonly does: 'procedure';
  readonly name: string;
  run(input: Input, steps: Steps): Promise<Reply>;
}

/** What a procedure's steps can do. In a dry run, changes are rehearsed: what they would answer, and no effect. */
export interface Steps {
  readonly call: Call;
  /** When the caller stops waiting, milliseconds since the epoch. */
  readonly deadline: number;
  /** In the caller's organization, unless another partition is named. @throws {AppError} a refusal. */
  readonly change: <Input, Reply>(action: Action<Input, Reply>, input: Input, org?: number) => Promise<Reply>;
  readonly query: <Input, Reply>(query: Query<Input, Reply>, input: Input, org?: number) => Promise<Reply>;
  /** What a robot's command came to, by the key that it is kept under. */
  readonly kept: (key: string) => Promise<KeptCommand | undefined>;
  readonly list: <Input>(listing: Listing<Input>, input: Input, org?: number) => Promise<Page>;
}

/** Declares a method of several steps. */
export function procedure<Input, Reply>(
  method: Method<Input, Reply>,
  run: (input: Input, steps: Steps) => Promise<Reply>,
): Procedure<Input, Reply> {
  return { does: 'procedure', name: actionName(method), run };
}
