import { AppError } from '@benchline/errors';
import type { Action, Call, Outcome, Runtime } from '@benchline/runtime';
import { testCall } from '@benchline/runtime/testing';
import type { Store } from '@benchline/store';
import * as actions from '../team/actions.ts';
import type { Deed } from '../team/model.ts';
import type { Command, Script } from './script.ts';
import { answerKeptMs } from '../../src/stored-answer.ts';

/** A runtime that may die: from then on its callers hear nothing more. */
export interface Mortal {
  readonly runtime: Runtime;
  readonly died: Promise<'died'>;
}

export type Ending =
  | { readonly is: 'done'; readonly reply: unknown; readonly replayed: boolean }
  | { readonly is: 'refused'; readonly reason: string }
  /** Nobody could say, and there was no key to ask again with. */
  | { readonly is: 'unknown' };

export interface Told {
  readonly command: Command;
  /** One per try. */
  readonly requestIds: readonly string[];
  /** Head of the log before the first try began, and after the last one was answered. */
  readonly from: number;
  readonly to: number;
  readonly ending: Ending;
}

const triesMax = 40;

export interface Place {
  readonly org: number;
  /** A view of the store without troubles. */
  readonly plain: Store;
}

/** Lets the clients of a script loose on the runtimes. */
export async function perform(script: Script, mortals: readonly Mortal[], place: Place): Promise<readonly Told[]> {
  const told = script.clients.map(async (commands, client) => {
    const endings: Told[] = [];
    for (const [index, command] of commands.entries()) {
      endings.push(await performOne(`c${String(client)}-${String(index)}`, command, { mortals, ...place }));
    }
    return endings;
  });
  return (await Promise.all(told)).flat();
}

async function performOne(
  id: string,
  command: Command,
  { mortals, org, plain }: Place & { readonly mortals: readonly Mortal[] },
): Promise<Told> {
  const from = (await plain.position(org)).head;
  const requestIds: string[] = [];
  let ending: Ending = { is: 'unknown' };
  while (ending.is === 'unknown' && requestIds.length < triesMax) {
    const mortal = mortals[(command.runtime + requestIds.length) % mortals.length];
    if (mortal === undefined) throw new Error('no runtime');
    requestIds.push(`${id}-${String(requestIds.length)}`);
    ending = await attempt(mortal, command, { organizationId: org, requestId: requestIds.at(-1) ?? '' });
    if (command.key === '' && !command.dryRun) break;
  }
  return { command, requestIds, from, to: (await plain.position(org)).head, ending };
}

type Asking = Pick<Call, 'organizationId' | 'requestId'>;

async function attempt({ runtime, died }: Mortal, command: Command, asking: Asking): Promise<Ending> {
  const asked = commandOf(command, asking);
  const call = command.dryRun ? runtime.rehearse(asked) : runtime.change(asked);
  try {
    const outcome: Outcome | 'died' = await Promise.race([call, died]);
    return outcome === 'died' ? { is: 'unknown' } : { is: 'done', ...outcome };
  } catch (thrown) {
    if (!(thrown instanceof AppError) || thrown.kind === 'internal') throw thrown;
    return thrown.kind === 'unavailable' ? { is: 'unknown' } : { is: 'refused', reason: thrown.reason };
  }
}

export const fingerprintOf = ({ bulk, deeds }: Command): string => JSON.stringify([bulk, deeds]);

function commandOf(command: Command, asking: Asking): Parameters<Runtime['change']>[0] {
  const { bulk, deeds, key, dryRun } = command;
  const action = bulk ? actions.join : actionOf(deeds[0]);
  return {
    name: bulk ? actions.joinMany.name : action.name,
    action,
    bulk: bulk ? { status: 201, summary: actions.joinMany.summary } : undefined,
    rows: deeds.map((input) => ({ ok: true, input })),
    call: testCall({ ...asking, dryRun }),
    deadline: Infinity,
    idempotency: key === '' || dryRun ? undefined : { key, fingerprint: fingerprintOf(command), keptMs: answerKeptMs },
  };
}

function actionOf(deed: Deed | undefined): Action {
  if (deed === undefined) throw new Error('a command without a deed');
  return { join: actions.join, leave: actions.leave, demote: actions.demote, rename: actions.rename }[deed.does];
}
