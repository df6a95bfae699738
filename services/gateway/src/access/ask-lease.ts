import { toAppError, unavailable } from '@benchline/errors';
import type { ServiceTokens } from '@benchline/principal';
import {
  LeaseServiceService,
  type CredentialRefusal,
  type Lease as GrantedLease,
} from '@benchline/proto/benchline/identity/v1/lease.ts';
import type { Channel } from '@benchline/rpc';
import type { Logger } from '@benchline/telemetry';
import type { Credential } from './credential.ts';

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
export type AskLease = (credential: Credential) => Promise<Verdict>;

export function askLease(judge: Judge, gatewayId: string): AskLease {
  return async ({ method, prefix, digest }) => {
    const { result } = await whenThere(judge, () =>
      judge.channel.call(LeaseServiceService.grantLease, { gatewayId, method, prefix, digest }, contextOf(judge)),
    );
    if (result === undefined) throw unavailable('The standing of credentials');
    return result.$case === 'lease'
      ? { granted: true, lease: result.value }
      : { granted: false, refusal: result.value };
  };
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
