import type { Declarations } from '@benchline/actions';
import { jsonWriter } from '@benchline/actions';
import { CommandOutcomeServiceService } from '@benchline/proto/benchline/execution/v1/commands.ts';
import type { CommandOutcome } from '@benchline/proto/benchline/execution/v1/commands.ts';
import type { RobotAnswer } from '@benchline/runtime';
import { actionName } from '@benchline/runtime';

/** The bytes that a message may surely have on every server. */
const bytesMax = 900 * 1024;

export function outcomeOf(commandId: string, action: string, answer: RobotAnswer): CommandOutcome {
  return { commandId, action, ...answer };
}

/** Makes the JSON text of an outcome: the same as `GET /api/v1/commands/{command_id}` answers. */
export type WriteOutcome = (outcome: CommandOutcome) => string;

export function outcomeWriter({ actions }: Declarations): WriteOutcome {
  const declared = actions.get(actionName(CommandOutcomeServiceService.getCommand));
  if (declared === undefined) throw new Error('nothing declares how an outcome is told');
  const write = jsonWriter(declared.output);
  return (outcome) => {
    const text = write(outcome);
    if (Buffer.byteLength(text) <= bytesMax) return text;
    return write({ ...outcome, body: undefined, detail: '"outcome_too_large"' });
  };
}
