import type { Declaration, Surface } from '@benchline/actions';
import { AppError } from '@benchline/errors';
import type { Lease } from '@benchline/leases';
import { apiKeyRequired } from './access/refusals.ts';

/** Of a lease, what decides how far it reaches. */
export type Reach = Pick<Lease, 'credentialMethod' | 'permissions' | 'scopes'>;

/**
 * Lets a credential through to an action on a surface, or not.
 * @throws {AppError} `unauthenticated` for a session where only keys are let in; `forbidden` where role or credential doesn't reach.
 */
export function authorize(reach: Reach, { audience, scope }: Declaration, surface: Surface): void {
  const byKey = reach.credentialMethod === 'key';
  if (!byKey && (surface === 'integration' || !audience.includes('person'))) throw apiKeyRequired();
  if (byKey && (surface === 'admin' || !audience.includes('key'))) {
    throw new AppError('forbidden', 'session_required', 'This route is for signed-in people');
  }
  if (scope === '') return;
  if (!reach.permissions.has(scope)) {
    throw new AppError('forbidden', 'role_missing', `The role lacks the permission ${scope}`);
  }
  if (!reach.scopes.has(scope)) {
    throw new AppError('forbidden', 'key_scope_missing', `The key lacks the scope ${scope}`);
  }
}
