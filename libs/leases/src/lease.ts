import type { Party } from '@benchline/proto/benchline/command/v1/command.ts';
import type { Lease as GrantedLease } from '@benchline/proto/benchline/identity/v1/lease.ts';

/** What a lease is asked for, by its names. */
export interface NamedCredential {
  /** Its name among the leases that are held. */
  readonly text: string;
  /** Its name among the questions, of a bounded length whatever was shown. */
  readonly digest: string;
}

/** Who is known to be refused or let in. */
export interface KnownParty {
  readonly organizationId: number;
  readonly actor: Party | undefined;
  readonly credentialMethod: string;
  readonly credentialId: string;
}

/** The standing of a credential that may be relied on for a time. Times are monotonic milliseconds. */
export interface Lease<C extends NamedCredential = NamedCredential> extends KnownParty {
  readonly credential: C;
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

/** What a call on a lease carries. */
export interface CallOn {
  readonly principal: string;
  /** Names this call alone, and no repeat of it. */
  readonly id: string;
}

/** A lease whose time began when it was asked for. */
export function leaseOf<C extends NamedCredential>(credential: C, granted: GrantedLease, askedAt: number): Lease<C> {
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
