import type { CredentialRefusal } from '@benchline/proto/benchline/identity/v1/lease.ts';
import type { Party } from '@benchline/proto/benchline/command/v1/command.ts';

/** What a credential that was shown is worth at the moment. */
export type Standing = GoodStanding | BadStanding;

export interface BadStanding {
  readonly good: false;
  readonly refusal: CredentialRefusal;
}

export interface GoodStanding {
  readonly good: true;
  readonly organizationId: number;
  readonly organizationName: string;
  readonly actor: Party;
  readonly credentialId: string;
  /** What the role allows. */
  readonly permissions: readonly string[];
  /** What role and credential allow. */
  readonly scopes: readonly string[];
  /** What this depends on. */
  readonly subjects: readonly string[];
  /** The credential's own end, milliseconds since the epoch; `Infinity` for one that has none. */
  readonly endsAt: number;
}

/** Nobody's credential, or a wrong guess at somebody's. */
export const unknownCredential: BadStanding = {
  good: false,
  refusal: { reason: 'unknown', organizationId: 0, actor: undefined, credentialId: '' },
};

export type RefusalReason = 'expired' | 'revoked' | 'disabled';

/** A credential that is known, and not good. */
export function refused(
  reason: RefusalReason,
  of: Pick<GoodStanding, 'organizationId' | 'actor' | 'credentialId'>,
): BadStanding {
  return { good: false, refusal: { reason, ...of } };
}
