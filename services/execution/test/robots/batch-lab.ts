import { AppError, unavailable } from '@benchline/errors';
import type { Command, Outcome, RobotAnswer, RobotCommand } from '@benchline/runtime';
import { internalAction, oneRow, refuse, refusedAnswer } from '@benchline/runtime';
import { testCall } from '@benchline/runtime/testing';
import type { Sender } from '../../src/robots/command-message.ts';
import type { BatchConfig, Settled, Standing, Work } from '../../src/robots/work-batch.ts';

/** What becomes of a command, or of something around it, when it is tried. */
export type Fate = 'done' | AppError | TypeError;

/** Nothing is known of what was tried, so that it is tried again. */
export function isOpen(fate: Fate): fate is AppError {
  return fate === away || fate === expired;
}

/** Tries of one thing, in turn; after the last of them all is well. */
export type Script = Readonly<Record<string, readonly Fate[]>>;

export interface BatchTerms {
  /** By key id: whether it may act. */
  readonly standings?: Script;
  /** By command id. */
  readonly reads?: Script;
  /** By command id. What is behind one that comes to nothing comes to nothing, as the runtime has it. */
  readonly runs?: Script;
  /** By command id. */
  readonly settlings?: Script;
  /** By command id: it is poison, and this is what is wrong with it. */
  readonly poison?: Readonly<Record<string, AppError>>;
  /** Before anything of a turn is taken: an error is thrown by the runtime at once. */
  readonly turns?: readonly Fate[];
}

/** What a batch did, in the order in which it did it. */
export interface BatchLab {
  readonly config: BatchConfig<Work>;
  /** Ids of the commands that the runtime has worked, refusals included. */
  readonly worked: readonly string[];
  /** What was told, each time. */
  readonly told: readonly Settled<Work>[];
  /** Turns of the runtime: ids of the commands that each was given. */
  readonly turns: readonly (readonly string[])[];
  /** Keys that were stood for, each time. */
  readonly stood: readonly number[];
  /** How the standings ended: `5 end`, `5 doubted`, `5 lose`. */
  readonly ends: readonly string[];
  readonly waited: readonly number[];
  /** Hears of each pause before it is over. */
  onPause: () => void;
}

export const expired = new AppError('unauthenticated', 'principal_expired', 'It is over');
export const invalidKey = new AppError('unauthenticated', 'invalid_api_key', 'Nobody');
export const taken = new AppError('conflict', 'taken', 'Taken');
export const away = unavailable('The store');

/** A command of a key of organization 1, unless told. */
export function work(id: string, keyId = 5, organizationId = 1): Work {
  const terms = { reason: '', ifMatch: '', deviceTime: '', traceId: '' };
  return {
    sender: { organizationId, keyId },
    command: { id, action: 'samples.create', body: new Uint8Array(), ...terms },
  };
}

const nothing = internalAction('Nothing', { load: () => ({}), decide: () => refuse(taken) });

function commandOf({ id }: RobotCommand): Command {
  const call = testCall({ requestId: id });
  return {
    name: 'X',
    action: nothing,
    bulk: undefined,
    rows: oneRow(id),
    call,
    deadline: Infinity,
    idempotency: undefined,
  };
}

export function batchLab(terms: BatchTerms = {}): BatchLab {
  const worked: string[] = [];
  const told: Settled<Work>[] = [];
  const turns: string[][] = [];
  const stood: number[] = [];
  const ends: string[] = [];
  const waited: number[] = [];
  const tries = new Map<string, number>();
  /** What a command has come to is what it comes to. */
  const kept = new Map<string, Fate>();
  /** What reading trips over it trips over again. */
  const tripped = new Map<string, Fate>();
  const next = (script: Script | undefined, name: string, space: string): Fate => {
    const place = tries.get(space + name) ?? 0;
    tries.set(space + name, place + 1);
    return script?.[name]?.[place] ?? 'done';
  };
  const standing = ({ keyId }: Sender): Standing => {
    stood.push(keyId);
    return {
      ...{ principal: `key ${String(keyId)}`, callId: '' },
      end: (doubted) => ends.push(`${String(keyId)} ${doubted ? 'doubted' : 'end'}`),
      lose: () => ends.push(`${String(keyId)} lose`),
    };
  };
  const run = (commands: readonly Command[]): readonly Promise<Outcome>[] => {
    let broken: AppError | undefined;
    const fateOf = (id: string): Fate => kept.get(id) ?? broken ?? next(terms.runs, id, 'run');
    return commands.map(async ({ call: { requestId } }) => {
      const fate = fateOf(requestId);
      if (isOpen(fate))
        broken ??= fate; // and with it all that is behind it
      else if (!kept.has(requestId)) worked.push(requestId);
      if (!isOpen(fate)) kept.set(requestId, fate);
      await Promise.resolve();
      return orThrow(fate, { reply: requestId, replayed: false, many: false });
    });
  };
  const lab: BatchLab = {
    ...{ worked, told, turns, stood, ends, waited },
    onPause: () => undefined,
    config: {
      runtime: {
        changeInOrder: (_org, commands) => {
          turns.push(commands.map(({ call }) => call.requestId));
          orThrow(terms.turns?.[turns.length - 1] ?? 'done', undefined);
          return run(commands);
        },
      },
      read: async (asked) => {
        await Promise.resolve();
        const poison = terms.poison?.[asked.id];
        const fate = tripped.get(asked.id) ?? next(terms.reads, asked.id, 'read');
        if (fate instanceof TypeError) tripped.set(asked.id, fate);
        return orThrow(fate, { command: commandOf(asked), poison });
      },
      answer: (_action, { reply }) => ({ status: 200, body: JSON.stringify(reply), detail: undefined }),
      stand: async (sender) => {
        await Promise.resolve();
        orThrow(next(terms.standings, String(sender.keyId), 'stand'), undefined);
        return standing(sender);
      },
      before: async ({ command }) => {
        await Promise.resolve();
        return answerBefore(command.id, kept.get(command.id));
      },
      settle: async (settled) => {
        await Promise.resolve();
        orThrow(next(terms.settlings, settled.work.command.id, 'settle'), undefined);
        told.push(settled);
      },
      waits: () => undefined,
      pause: async (ms) => {
        waited.push(ms);
        lab.onPause();
        await Promise.resolve();
      },
    },
  };
  return lab;
}

/** What a defect has refused is not kept. */
function answerBefore(id: string, fate: Fate | undefined): RobotAnswer | undefined {
  if (fate === 'done') return { status: 200, body: `"${id}"`, detail: undefined };
  return fate instanceof AppError ? refusedAnswer(fate) : undefined;
}

function orThrow<T>(fate: Fate, value: T): T {
  if (fate !== 'done') throw fate;
  return value;
}

/** Ids of those that were told, in order. */
export function toldIds({ told }: BatchLab): readonly string[] {
  return told.map((settled) => settled.work.command.id);
}
