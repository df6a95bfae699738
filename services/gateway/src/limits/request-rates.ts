import { burstSeconds, tokenBuckets, type TokenBuckets } from './token-buckets.ts';

/** How much a credential and its organization may still ask, in the fields of draft-ietf-httpapi-ratelimit-headers-11. */
export interface RequestRates {
  /** `RateLimit-Policy`, the same for everybody; `undefined` where nothing is limited. */
  readonly policy: string | undefined;
  take(credential: string, organizationId: number): Standing;
}

export interface Standing {
  readonly allowed: boolean;
  /** `RateLimit`. */
  readonly field: string;
  readonly retryAfterSeconds: number;
}

export interface RequestRatesConfig {
  /** 0: not limited. */
  readonly keyPerSecond: number;
  readonly organizationPerSecond: number;
  /** Monotonic milliseconds. */
  readonly clock: () => number;
}

interface Rate {
  readonly name: string;
  readonly perSecond: number;
  readonly buckets: TokenBuckets;
}

const bucketsMax = 20_000;
/** With a second or more a token, no bucket is empty for longer. */
const retryAfterSeconds = 1;

export function requestRates({ keyPerSecond, organizationPerSecond, clock }: RequestRatesConfig): RequestRates {
  const rateOf = (name: string, perSecond: number): Rate | undefined =>
    perSecond === 0 ? undefined : { name, perSecond, buckets: tokenBuckets({ perSecond, clock, bucketsMax }) };
  const key = rateOf('key', keyPerSecond);
  const organization = rateOf('organization', organizationPerSecond);
  const policies = [key, organization].filter((rate) => rate !== undefined).map(policyOf);
  return {
    policy: policies.length === 0 ? undefined : policies.join(', '),
    take(credential, organizationId) {
      const ofKey = key?.buckets.take(credential) ?? 0;
      // What the key may not ask costs the organization nothing, nor the other way round.
      if (ofKey < 0) return refused(key);
      const ofOrganization = organization?.buckets.take(String(organizationId)) ?? 0;
      if (ofOrganization >= 0) return allowed([fieldOf(key, ofKey), fieldOf(organization, ofOrganization)]);
      key?.buckets.giveBack(credential);
      return refused(organization);
    },
  };
}

function allowed(fields: readonly string[]): Standing {
  return { allowed: true, field: fields.filter((field) => field !== '').join(', '), retryAfterSeconds };
}

/** Tells of the limit that was met alone: the other's window may be longer than the wait, which the draft advises against. */
function refused(rate: Rate | undefined): Standing {
  return { allowed: false, field: fieldOf(rate, 0), retryAfterSeconds };
}

function policyOf({ name, perSecond }: Rate): string {
  return `"${name}";q=${perSecond * burstSeconds};w=${burstSeconds}`;
}

/** The window is as long as the rest takes to come back, so that nobody reads more than the rate out of the two. */
function fieldOf(rate: Rate | undefined, left: number): string {
  if (rate === undefined) return '';
  const rest = Math.floor(left);
  return `"${rate.name}";r=${rest};t=${Math.max(1, Math.ceil(rest / rate.perSecond))}`;
}
