import type { Party } from '@benchline/proto/benchline/command/v1/command.ts';
import type { Lease as GrantedLease } from '@benchline/proto/benchline/identity/v1/lease.ts';
import type { Credential } from './credential.ts';

/** Who is known to be refused or let in. */
export interface KnownParty {
  readonly organizationId: number;
  readonly actor: Party | undefined;
  readonly credentialMethod: string;
  readonly credentialId: string;
}

/** The standing of a credential that may be relied on for a time. Times are monotonic milliseconds. */
export interface Lease extends KnownParty {
  readonly credential: Credential;
  /** The signed principal that calls to services carry. */
  readonly principal: string;
  readonly permissions: ReadonlySet<string>;
  readonly scopes: ReadonlySet<string>;
  readonly subjects: ReadonlySet<string>;
  /** Names the credential among all others. */
  readonly credentialKey: string;
  /** From then on it may not be relied on. */
  readonly until: number;
  readonly lastsMs: number;
  /** From then on a request asks for the next one. */
  renewFrom: number;
}

/** A lease whose time began when it was asked for. */
export function leaseOf(credential: Credential, granted: GrantedLease, askedAt: number): Lease {
  const { principal, leaseMs, organizationId, actor, credentialMethod, credentialId } = granted;
  return {
    ...{ credential, principal, organizationId, actor, credentialMethod, credentialId },
    permissions: new Set(granted.permissions),
    scopes: new Set(granted.scopes),
    subjects: new Set(granted.subjects),
    credentialKey: `${credentialMethod}/${organizationId}/${credentialId}`,
    until: askedAt + leaseMs,
    lastsMs: leaseMs,
    renewFrom: askedAt + leaseMs / 2,
  };
}
