import type { Declaration } from '@benchline/actions';
import { AppError } from '@benchline/errors';
import type { VerifyPrincipal } from '@benchline/principal';
import type { Call as WireCall } from '@benchline/proto/benchline/command/v1/command.ts';
import { callOf } from './call.ts';
import type { Call } from './call.ts';

interface Asked {
  readonly call: WireCall | undefined;
  /** The signed principal that came with it. */
  readonly principal: string | undefined;
  readonly verify: VerifyPrincipal;
}

/**
 * The call as the service takes it: made by the principal that its token names, whoever handed it over.
 * @throws {AppError} `unauthenticated` for a token that doesn't hold, `forbidden` for one that doesn't reach.
 */
export async function authorized(declaration: Declaration, { call, principal: token, verify }: Asked): Promise<Call> {
  if (call === undefined) throw new AppError('unauthenticated', 'call_required', 'Nobody asks for this');
  const { scope, audience } = declaration;
  if (token === undefined && audience.includes('anyone')) return callOf(undefined, call);
  const principal = await verify(token);
  if (principal.credentialMethod === 'key' && !audience.includes('key')) {
    throw new AppError('forbidden', 'session_required', 'This action is for signed-in people');
  }
  if (scope !== '' && !principal.scopes.includes(scope)) {
    throw new AppError('forbidden', 'key_scope_missing', `The principal lacks the scope ${scope}`);
  }
  return callOf(principal, call);
}
