import { toAppError, unavailable } from '@benchline/errors';
import type { ServiceTokens } from '@benchline/principal';
import {
  LeaseServiceService,
  type CredentialRefusal,
  type GrantLeaseResponse,
  type Lease as GrantedLease,
} from '@benchline/proto/benchline/identity/v1/lease.ts';
import type { Channel } from '@benchline/rpc';
import type { Logger } from '@benchline/telemetry';
import type { NamedCredential } from './lease.ts';

/** The service that knows credentials, and how it is called. */
export interface Judge {
  readonly channel: Channel;
  readonly tokens: Pick<ServiceTokens, 'own'>;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  readonly withinMs: number;
  readonly logger: Logger;
}

export type Verdict =
  | { readonly granted: true; readonly lease: GrantedLease }
  | { readonly granted: false; readonly refusal: CredentialRefusal };

/** Asks for the standing of a credential. @throws {AppError} `unavailable` for whatever keeps it from being known. */
export type AskLease<C extends NamedCredential> = (credential: C) => Promise<Verdict>;

/** A credential that somebody shows. Its text goes nowhere: who judges it gets the digest. */
export interface ShownCredential extends NamedCredential {
  /** `key` or `session`. */
  readonly method: string;
  /** The part before the dot. */
  readonly prefix: string;
}

/** A key whose bearer has proven by other means that it is theirs. */
export interface ProvenKey extends NamedCredential {
  readonly organizationId: number;
  readonly keyId: number;
}

export function askLease(judge: Judge, gatewayId: string): AskLease<ShownCredential> {
  const { channel } = judge;
  return ({ method, prefix, digest }) =>
    verdict(judge, (own) => channel.call(LeaseServiceService.grantLease, { gatewayId, method, prefix, digest }, own));
}

export function askKeyLease(judge: Judge, gatewayId: string): AskLease<ProvenKey> {
  const { channel } = judge;
  return ({ organizationId, keyId }) =>
    verdict(judge, (own) => channel.call(LeaseServiceService.grantKeyLease, { gatewayId, organizationId, keyId }, own));
}

type OwnContext = ReturnType<typeof contextOf>;

async function verdict(judge: Judge, grant: (own: OwnContext) => Promise<GrantLeaseResponse>): Promise<Verdict> {
  const { result } = await whenThere(judge, () => grant(contextOf(judge)));
  if (result === undefined) throw unavailable('The standing of credentials');
  return result.$case === 'lease' ? { granted: true, lease: result.value } : { granted: false, refusal: result.value };
}

/** What calls in the gateway's own name carry. */
export function contextOf({ now, withinMs, tokens }: Judge): { readonly deadline: number; readonly principal: string } {
  return { deadline: now() + withinMs, principal: tokens.own() };
}

/** A refusal of the gateway itself must not look like one of the caller's credential: nothing is known of that. */
async function whenThere<T>({ logger }: Judge, ask: () => Promise<T>): Promise<T> {
  try {
    return await ask();
  } catch (thrown) {
    const error = toAppError(thrown);
    if (error.kind === 'unavailable') throw error;
    logger.error({ error }, 'credentials cannot be judged');
    throw unavailable('The standing of credentials', error);
  }
}
