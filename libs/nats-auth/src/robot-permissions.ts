import type { UserPermissions } from './authorization-response.ts';

/** A key, and what it may do at the moment. */
export interface RobotKey {
  readonly organizationId: number;
  readonly keyId: number;
  readonly scopes: readonly string[];
}

const eventsScope = 'events:view';

/**
 * What a robot may send and hear: commands under its own key, their outcomes, what is sent to its own inbox, and its organization's
 * events if it may see them. So the subject of a command proves whose it is: nobody else can have sent it.
 */
export function robotPermissions({ organizationId, keyId, scopes }: RobotKey): UserPermissions {
  const [lab, key] = [`lab.${String(organizationId)}`, String(keyId)];
  const own = [`${lab}.res.${key}.>`, `_INBOX.${String(organizationId)}.${key}.>`];
  return {
    publish: [`${lab}.cmd.${key}.>`],
    subscribe: scopes.includes(eventsScope) ? [...own, `${lab}.evt.>`] : own,
  };
}
