import { AppError } from '@benchline/errors';
import { platform } from '@benchline/runtime';
import type { Records } from '@benchline/store';
import { allRecords } from './all-records.ts';
import type { LeaseTerms } from './lease-terms.ts';

/** Which gateways may hold leases. What is written here is what `dropLeases` waits for. */
export interface GatewayRegister {
  /**
   * Resolves when the gateway is in the register for as long as a lease that is granted now can be relied on, and reads that begin then
   * see all that was committed before.
   */
  ensure(gatewayId: string, now: number): Promise<void>;
  /** All that may hold a lease at `now`. */
  live(now: number): Promise<ReadonlySet<string>>;
}

const space = 'gateways';
/** Written so many leases ahead, so that it costs a write once in a while and not with every lease. */
const leasesAhead = 3;
/** Of this replica's own memory of what it has written. */
const rememberedMax = 1_000;
const idPattern = /^[\w-]{1,64}$/;

export function gatewayRegister(records: Records, { leaseMs, clockSkewMs }: LeaseTerms): GatewayRegister {
  /** Until when each is in the register, as far as this replica knows. */
  const known = new Map<string, number>();
  const remember = (gatewayId: string, until: number): void => {
    if (known.size >= rememberedMax) known.clear();
    known.set(gatewayId, until);
  };
  const extend = async (gatewayId: string, now: number): Promise<void> => {
    const present = await records.get(platform, space, gatewayId, now);
    // Never for less than another replica has written, which relies on it.
    const until = Math.max(now + leasesAhead * leaseMs, Number(present?.value ?? 0));
    const entry = { key: gatewayId, value: String(until), expected: present?.version ?? 0, expiresAt: until };
    const written = await records.put(platform, space, entry, now);
    // Another replica was faster, so it is there already, or will be at the next try.
    if (written === undefined) return extend(gatewayId, now);
    remember(gatewayId, until);
  };
  return {
    ensure: async (gatewayId, now) => {
      if (!idPattern.test(gatewayId)) throw malformedGateway();
      const needed = now + leaseMs + clockSkewMs;
      if ((known.get(gatewayId) ?? 0) < needed) await extend(gatewayId, now);
      await records.barrier(now);
    },
    live: async (now) => new Set((await allRecords(records, { org: platform, space }, now)).map(({ key }) => key)),
  };
}

function malformedGateway(): AppError {
  return new AppError('bad_request', 'bad_request', 'A gateway is named by 1 to 64 letters, digits, _ and -');
}
