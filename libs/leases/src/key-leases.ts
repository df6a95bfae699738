import { unavailable } from '@benchline/errors';
import type { CredentialRefusal } from '@benchline/proto/benchline/identity/v1/lease.ts';
import type { ProvenKey } from './ask-lease.ts';
import type { CallOn, KnownParty, Lease } from './lease.ts';
import type { Leases, Obtained } from './leases.ts';

/** A call that is made for a key. Whoever takes the key back waits for its end, so one of `end` and `lose` has to be told. */
export interface KeyCall {
  readonly granted: true;
  readonly on: CallOn;
  readonly by: KnownParty;
  /** All that was asked for is answered. `doubted`: a service didn't believe the principal, so the next call is on a new lease. */
  readonly end: (doubted: boolean) => void;
  /** Something of it may be going on, unheard of: it counts as under way until the principal has ended. */
  readonly lose: () => void;
}

/** A call that may not be made. */
export interface KeyRefused {
  readonly granted: false;
  readonly refusal: CredentialRefusal;
}

/** Lets those act whose key is known by where their words came from. */
export interface KeyLeases {
  /** Begins a call for a key of an organization. @throws {AppError} `unavailable` where the key's standing can't be known. */
  begin(organizationId: number, keyId: number): Promise<KeyCall | KeyRefused>;
}

export function keyLeases(leases: Leases<ProvenKey>): KeyLeases {
  return {
    async begin(organizationId, keyId) {
      const key = provenKey(organizationId, keyId);
      for (let tries = 0; tries < triesMax; tries += 1) {
        const obtained = await leaseFor(leases, key);
        if (obtained.lease === undefined) return { granted: false, refusal: obtained.refusal };
        const call = beginOn(leases, obtained.lease);
        if (call !== undefined) return call;
      }
      throw unavailable('The standing of the key');
    },
  };
}

/** A drop can come between the answer and the call. */
const triesMax = 3;

async function leaseFor(leases: Leases<ProvenKey>, key: ProvenKey): Promise<Obtained<ProvenKey>> {
  const lease = leases.held(key.text);
  return lease === undefined ? leases.obtain(key) : { lease };
}

function beginOn(leases: Leases<ProvenKey>, lease: Lease<ProvenKey>): KeyCall | undefined {
  const call = leases.begin(lease);
  if (call === undefined) return undefined;
  return {
    granted: true,
    on: { principal: lease.principal, id: call.id },
    by: lease,
    end: (doubted) => {
      leases.end(call);
      if (doubted) leases.forget(lease);
    },
    lose: () => {
      leases.lose(call);
    },
  };
}

function provenKey(organizationId: number, keyId: number): ProvenKey {
  const name = `${organizationId}/${keyId}`;
  return { text: name, digest: name, organizationId, keyId };
}
