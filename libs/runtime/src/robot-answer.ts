import type { Declaration, Declarations, MessageDeclaration, WriteJson } from '@benchline/actions';
import { jsonWriter } from '@benchline/actions';
import type { AppError } from '@benchline/errors';
import { errorDetail, errorTable } from '@benchline/errors';
import type { KeptCommand } from './runtime.ts';

/** What a command came to, as HTTP would have answered it. */
export interface RobotAnswer {
  readonly status: number;
  /** JSON text; absent where there is none. */
  readonly body: string | undefined;
  /** JSON text. */
  readonly detail: string | undefined;
  /** JSON text of what stands beside the detail; absent where nothing does. */
  readonly extras?: string;
}

export interface RobotReply {
  readonly reply: unknown;
  /** Whether it is the answer to an array of inputs. */
  readonly many: boolean;
}

const ok = 200;
const noContent = 204;

/** How what was done for robots is told, by the name that they have for the action. @throws {Error} for one that isn't theirs. */
export function robotAnswers(declarations: Declarations): (action: string, reply: RobotReply) => RobotAnswer {
  const all = [...declarations.actions.values()];
  const writers = new Map(all.flatMap((one) => (one.robot === undefined ? [] : [[one.robot, writersOf(one, all)]])));
  return (action, { reply, many }) => {
    const found = writers.get(action);
    if (found === undefined) throw new Error(`${action} is no action of robots`);
    if (many) return { status: ok, body: found.writeMany(reply), detail: undefined };
    const { success: status, writeOne } = found;
    return { status, body: status === noContent ? undefined : writeOne(reply), detail: undefined };
  };
}

/** How a robot's command that is through is told. */
export function keptAnswers(declarations: Declarations): (found: KeptCommand) => RobotAnswer {
  const answerOf = robotAnswers(declarations);
  return (found) => (found.refusal === undefined ? answerOf(found.action, found) : refusedAnswer(found.refusal));
}

export function refusedAnswer(error: AppError): RobotAnswer {
  const { kind, extras } = error;
  const refused = { status: errorTable[kind].http, body: undefined, detail: JSON.stringify(errorDetail(error)) };
  return Object.keys(extras).length === 0 ? refused : { ...refused, extras: JSON.stringify(extras) };
}

interface Writers {
  readonly success: number;
  readonly writeOne: WriteJson;
  readonly writeMany: WriteJson;
}

function writersOf({ name, success, output }: Declaration, all: readonly Declaration[]): Writers {
  return { success, writeOne: jsonWriter(output), writeMany: jsonWriter(outputOfMany(name, all)) };
}

/** An array is answered as the bulk call of the same action, or of any: all bulk calls have one answer. */
function outputOfMany(name: string, all: readonly Declaration[]): MessageDeclaration {
  const bulks = all.filter(({ bulkOf }) => bulkOf !== undefined);
  const bulk = bulks.find(({ bulkOf }) => bulkOf === name) ?? bulks[0];
  if (bulk === undefined) throw new Error('nothing declares how a bulk call is answered');
  return bulk.output;
}
