import { AppError, invalid } from '@benchline/errors';
import type { CommandOutcome, GetCommandRequest } from '@benchline/proto/benchline/execution/v1/commands.ts';
import { CommandOutcomeServiceService } from '@benchline/proto/benchline/execution/v1/commands.ts';
import type { Declarations } from '@benchline/actions';
import type { Call, Procedure } from '@benchline/runtime';
import { keptAnswers, procedure, robotKey } from '@benchline/runtime';
import { outcomeOf } from './outcome.ts';

/** What a robot's command came to. A key asks for its own commands only; others' are not there. */
export function getCommand(declarations: Declarations): Procedure<GetCommandRequest, CommandOutcome> {
  const answerOf = keptAnswers(declarations);
  return procedure(CommandOutcomeServiceService.getCommand, async ({ commandId, keyId }, { call, kept }) => {
    const found = await kept(robotKey(keyOf(call, keyId), commandId));
    if (found === undefined) throw commandNotFound();
    return outcomeOf(commandId, found.action, answerOf(found));
  });
}

function keyOf({ credentialMethod, credentialId }: Call, asked: number | undefined): string {
  const own = credentialMethod === 'key' ? credentialId : undefined;
  if (own === undefined && asked === undefined) throw keyRequired();
  if (own !== undefined && asked !== undefined && String(asked) !== own) throw commandNotFound();
  return own ?? String(asked);
}

function keyRequired(): AppError {
  const msg = 'Name the key that the command was sent with';
  return invalid([{ loc: ['query', 'key_id'], msg, type: 'missing' }]);
}

function commandNotFound(): AppError {
  return new AppError(
    'not_found',
    'command_not_found',
    'There is no such command, or none that is worked and still kept',
  );
}
