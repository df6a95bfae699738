import { randomUUID } from 'node:crypto';
import type { Bus } from '@benchline/bus';
import type { DropLeases } from './drop-leases.ts';
import type { GatewayRegister } from './gateway-register.ts';
import type { LeaseTerms } from './lease-terms.ts';
import type { Time } from './time.ts';

export interface DropperConfig {
  readonly gateways: Pick<GatewayRegister, 'live'>;
  readonly bus: Bus;
  readonly time: Time;
  readonly terms: LeaseTerms;
}

/**
 * Rung for every drop. Headers: `id`; `subject`; `ack`, the bell to answer on with the header `gateway`; and `within`, the id of the
 * call that waits for it, which the gateway must not wait for in turn. `subject` and `within` are base64url.
 */
export const dropSubject = 'identity.drop';

/** Bells get lost. */
const ringEveryMs = 100;

/**
 * Tells every gateway that may hold a lease to let go of a subject's, and resolves when all have said so, or when the time of all leases
 * that were granted on what stood before is over.
 *
 * Why nothing is accepted on the old terms after that. A grant looks at the clock (a), then makes sure that its gateway is registered,
 * waits until reads see all that was committed, then reads; a drop begins after its commit, so a grant that read the old terms was
 * registered before the drop lists the gateways.
 * - If the gateway is listed and acknowledges, it has let go, has no request under way on the lease, and makes no lease of a grant that
 *   it asked for before the drop reached it. One that it asks for later reads what is committed.
 * - If it doesn't acknowledge, or is no longer listed, a + `leaseMs` has passed. The principal of such a grant says
 *   a + `leaseMs` - `clockSkewMs`, so by then every service's own clock is past it: whatever the gateway does, frozen or cut off or
 *   mad, services refuse. The register keeps a gateway for longer than that, by any clock.
 */
export function leaseDropper({ gateways, bus, time, terms }: DropperConfig): DropLeases {
  return async (subject, { id: within = '' } = {}) => {
    const over = new AbortController();
    const timeIsOver = time.pause(terms.leaseMs, over.signal);
    const acknowledged = Promise.withResolvers<undefined>();
    const drop = {
      id: randomUUID(),
      subject: base64url(subject),
      ack: ackSubject(),
      ...(within !== '' && { within: base64url(within) }),
    };
    const waiting = waitFor(() => {
      acknowledged.resolve(undefined);
    });
    const repeat = async (step: () => Promise<boolean> | boolean): Promise<void> => {
      while (!over.signal.aborted && (await attempt(step))) await time.pause(ringEveryMs, over.signal);
    };
    const ear = listen(bus, drop.ack, waiting.acknowledge);
    const ringing = repeat(() => {
      bus.ring(dropSubject, drop);
      return true;
    });
    // Not waited for: a store that is away must not make this longer than a lease.
    void repeat(async () => {
      waiting.expect(await gateways.live(time.now()));
      return false;
    });
    await Promise.race([acknowledged.promise, timeIsOver]);
    over.abort();
    await Promise.all([ringing, ear.stop().catch(() => undefined)]);
  };
}

function base64url(text: string): string {
  return Buffer.from(text).toString('base64url');
}

function ackSubject(): string {
  return `${dropSubject}.ack.${randomUUID()}`;
}

/** Whether a step is to be taken again; one that fails is. */
async function attempt(step: () => Promise<boolean> | boolean): Promise<boolean> {
  try {
    return await step();
  } catch {
    return true;
  }
}

/** A bus that is closed has no news: then the time passes. */
function listen(bus: Bus, subject: string, acknowledge: (gateway: string) => void): ReturnType<Bus['listen']> {
  try {
    return bus.listen(subject, ({ headers: { gateway = '' } }) => {
      acknowledge(gateway);
    });
  } catch {
    return { stop: () => Promise.resolve() };
  }
}

interface Waiting {
  readonly expect: (gateways: ReadonlySet<string>) => void;
  readonly acknowledge: (gateway: string) => void;
}

/** Who acknowledges a drop is known when it says so, who must when the register has been read: in whichever order. */
function waitFor(done: () => void): Waiting {
  const acknowledgedMax = 10_000;
  const acknowledged = new Set<string>();
  let expected: ReadonlySet<string> | undefined;
  const look = (): void => {
    if (expected !== undefined && [...expected].every((gateway) => acknowledged.has(gateway))) done();
  };
  return {
    expect: (gateways) => {
      expected = gateways;
      look();
    },
    acknowledge: (gateway) => {
      if (acknowledged.size < acknowledgedMax) acknowledged.add(gateway);
      look();
    },
  };
}
