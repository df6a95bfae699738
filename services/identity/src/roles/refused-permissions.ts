import type { AppError } from '@benchline/errors';
import { invalid } from '@benchline/errors';

/** What makes an owner: whoever holds it makes owners, and only owners do. */
const ownersOnly = 'owners:manage';

/** The refusal of permissions that no declared action asks for, or that no role but the owner's holds; `undefined` where there is none. */
export function refusedPermissions(known: readonly string[], asked: readonly string[]): AppError | undefined {
  const unknown = [...new Set(asked)].filter((permission) => !known.includes(permission));
  if (unknown.length > 0) return refusal(`Unknown permission(s): ${unknown.join(', ')}`);
  return asked.includes(ownersOnly) ? refusal(`Permission of the owner's role alone: ${ownersOnly}`) : undefined;
}

function refusal(msg: string): AppError {
  return invalid([{ loc: ['body', 'permissions'], msg, type: 'literal_error' }]);
}
