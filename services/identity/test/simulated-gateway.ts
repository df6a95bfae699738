import type { Bus } from '@benchline/bus';
import type { GrantLeaseRequest, GrantLeaseResponse, Lease } from '@benchline/proto/benchline/identity/v1/lease.ts';
import type { Time } from '../src/leases/time.ts';

export interface GatewayTraits {
  readonly id: string;
  /** Doesn't hear the bus. */
  readonly deaf: boolean;
  /** Milliseconds that a grant takes on its way back. */
  readonly answerLateMs: number;
  /** Milliseconds for which it stands still between looking at a lease and calling the service. */
  readonly frozenMs: number;
}

export interface World {
  readonly time: Time;
  readonly bus: Bus;
  readonly grant: (request: Partial<GrantLeaseRequest>) => Promise<NonNullable<GrantLeaseResponse['result']>>;
}

interface HeldLease {
  readonly lease: Lease;
  readonly until: number;
}

/** The gateway's half of the protocol, with all its troubles. */
export interface SimulatedGateway {
  /** A request with a credential, as far as the service: the lease that the service is to judge. */
  request(credential: Pick<GrantLeaseRequest, 'prefix' | 'digest'>, judge: (lease: Lease) => void): Promise<void>;
  stop(): Promise<void>;
}

export function simulatedGateway(traits: GatewayTraits, { time, bus, grant }: World): SimulatedGateway {
  const held = new Map<string, HeldLease>();
  const drops: string[] = [];
  /** Requests that are under way, also on leases that others have replaced. */
  const underWay = new Map<Promise<void>, Lease>();
  const ear = bus.listen(traits.deaf ? 'nothing.to.hear' : 'identity.drop', ({ headers }) => {
    const { subject = '', ack = '' } = headers;
    const text = Buffer.from(subject, 'base64url').toString();
    drops.push(text);
    for (const [prefix, { lease }] of held) if (lease.subjects.includes(text)) held.delete(prefix);
    const busy = [...underWay].filter(([, lease]) => lease.subjects.includes(text));
    void Promise.all(busy.map(([calling]) => calling)).then(() => {
      bus.ring(ack, { gateway: traits.id });
    });
  });
  const leaseOf = async (credential: Pick<GrantLeaseRequest, 'prefix' | 'digest'>): Promise<HeldLease | undefined> => {
    const [askedAt, heard] = [time.now(), drops.length];
    const result = await grant({ ...credential, gatewayId: traits.id });
    await time.pause(traits.answerLateMs, new AbortController().signal);
    if (result.$case === 'refusal') return undefined;
    const lease = result.value;
    // Granted on what stood before a drop that came meanwhile, for all the gateway knows.
    if (drops.slice(heard).some((subject) => lease.subjects.includes(subject))) return leaseOf(credential);
    const one = { lease, until: askedAt + lease.leaseMs };
    held.set(credential.prefix, one);
    return one;
  };
  return {
    request: async (credential, judge) => {
      const present = held.get(credential.prefix);
      const one = present !== undefined && time.now() < present.until ? present : await leaseOf(credential);
      if (one === undefined || time.now() >= one.until) return;
      const calling = time.pause(traits.frozenMs, new AbortController().signal).then(() => {
        judge(one.lease);
      });
      underWay.set(calling, one.lease);
      await calling;
      underWay.delete(calling);
    },
    stop: () => ear.stop(),
  };
}
