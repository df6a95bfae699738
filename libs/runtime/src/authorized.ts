import type { Declaration } from '@benchline/actions';
import { AppError } from '@benchline/errors';
import type { VerifyPrincipal } from '@benchline/principal';
import type { ExecuteRequest } from '@benchline/proto/benchline/command/v1/command.ts';
import type { CallContext } from '@benchline/rpc';
import { callOf } from './call.ts';
import type { Call } from './call.ts';

interface Asked {
  readonly request: ExecuteRequest;
  readonly context: CallContext;
  readonly verify: VerifyPrincipal;
}

/**
 * The call as the service takes it: made by the principal that its token names, whoever handed it over.
 * @throws {AppError} `unauthenticated` for a token that doesn't hold, `forbidden` for one that doesn't reach.
 */
export async function authorized(declaration: Declaration, { request, context, verify }: Asked): Promise<Call> {
  if (request.call === undefined) throw new AppError('unauthenticated', 'call_required', 'Nobody asks for this');
  const { scope, audience } = declaration;
  if (context.principal === undefined && audience.includes('anyone')) return callOf(undefined, request.call);
  const principal = await verify(context.principal);
  if (principal.credentialMethod === 'key' && !audience.includes('key')) {
    throw new AppError('forbidden', 'session_required', 'This action is for signed-in people');
  }
  if (scope !== '' && !principal.scopes.includes(scope)) {
    throw new AppError('forbidden', 'key_scope_missing', `The principal lacks the scope ${scope}`);
  }
  return callOf(principal, request.call);
}
