import type { Declaration, Surface } from '@benchline/actions';
import { AppError } from '@benchline/errors';
import type { Principal } from './authenticate.ts';

/**
 * Lets a principal through to an action on a surface, or not.
 * @throws {AppError} `unauthenticated` for a session on the integration surface; `forbidden` where the credential doesn't reach.
 */
export function authorize(principal: Principal, declaration: Declaration, surface: Surface): void {
  const byKey = principal.credentialMethod === 'key';
  if (surface === 'integration' && !byKey) {
    throw new AppError('unauthenticated', 'API key required', 'This surface takes API keys only');
  }
  if (byKey && (surface === 'admin' || !declaration.audience.includes('key'))) {
    throw new AppError('forbidden', 'session_required', 'This route is for signed-in people');
  }
  if (!principal.scopes.has(declaration.scope)) {
    throw new AppError('forbidden', 'key_scope_missing', `The key lacks the scope ${declaration.scope}`);
  }
}
