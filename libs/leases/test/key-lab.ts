import { inProcessBus } from '@benchline/bus';
import { testTrust } from '@benchline/principal/testing';
import type {
  AccessRefusal,
  CredentialRefusal,
  GrantKeyLeaseRequest,
  GrantLeaseResponse,
  Lease,
} from '@benchline/proto/benchline/identity/v1/lease.ts';
import { LeaseServiceService } from '@benchline/proto/benchline/identity/v1/lease.ts';
import { inProcessServer, serve } from '@benchline/rpc';
import { createLogger, startTelemetry } from '@benchline/telemetry';
import type { KeyCall, KeyLeases } from '../src/index.ts';
import { askKeyLease, keyLeases, openLeases } from '../src/index.ts';

/** Identity as a test wants it. It grants a good lease on every key until it is told otherwise. */
class TestIdentity {
  readonly asked: GrantKeyLeaseRequest[] = [];
  readonly reports: AccessRefusal[] = [];
  grant: (request: GrantKeyLeaseRequest) => Promise<GrantLeaseResponse> = () => Promise.resolve(good());

  served() {
    const { tokens } = testTrust();
    return serve(LeaseServiceService, {
      grantLease: () => Promise.reject(new Error('nobody shows a key here')),
      grantKeyLease: (request, { principal }) => {
        tokens.read(principal);
        this.asked.push(request);
        return this.grant(request);
      },
      listSigningKeys: () => Promise.resolve({ keys: [] }),
      reportRefusals: ({ refusals }, { principal }) => {
        tokens.read(principal);
        this.reports.push(...refusals);
        return Promise.resolve({});
      },
    });
  }
}

const dropAcks = 'identity.test.';
const base64url = (text: string): string => Buffer.from(text).toString('base64url');

/** Who said that it dropped what. */
interface Ack {
  readonly subject: string;
  readonly gateway: string | undefined;
}

/** Leases of keys over a served identity, on a monotonic clock that stands still until it is told. */
export async function keyLab({ leasesMax = 10 } = {}) {
  const identity = new TestIdentity();
  const server = inProcessServer();
  server.add(identity.served());
  const bus = inProcessBus({ retain: 0 });
  const clock = { now: 1_000_000 };
  const logger = createLogger({ service: 'test', version: '0', level: 'fatal' });
  const from = { service: 'test', version: '0', env: {}, metricsHost: '127.0.0.1', metricsPort: 0 } as const;
  const telemetry = await startTelemetry(from);
  const { leases, reports, stop } = openLeases({
    ask: askKeyLease,
    held: { name: 'test_leases', description: 'Leases of a test.' },
    judge: { channel: server.channel(), tokens: testTrust().tokens, now: Date.now, withinMs: 5_000, logger },
    bus,
    meter: telemetry.meter,
    clock: () => clock.now,
    leasesMax,
  });
  const acks: Ack[] = [];
  bus.listen(`${dropAcks}>`, ({ subject, headers: { gateway } }) => {
    acks.push({ subject: subject.slice(dropAcks.length).replaceAll('.', '/'), gateway });
  });
  return {
    ...{ identity, server, clock, acks, reports, stop },
    keys: keyLeases(leases),
    /** Rings as identity does. */
    ring: (subject: string, within?: string): void => {
      const waiting = within === undefined ? {} : { within: base64url(within) };
      const ack = `${dropAcks}${subject.replaceAll('/', '.')}`;
      bus.ring('identity.drop', { id: base64url(subject), subject: base64url(subject), ack, ...waiting });
    },
    metrics: async () => (await fetch(telemetry.metricsUrl ?? '')).text(),
    [Symbol.asyncDispose]: async () => {
      await stop();
      await server.close();
      await bus.close();
      await telemetry.stop();
    },
  };
}

/** A call that is begun for a key that is good. */
export async function called(
  lab: { readonly keys: KeyLeases },
  organizationId: number,
  keyId: number,
): Promise<KeyCall> {
  const begun = await lab.keys.begin(organizationId, keyId);
  if (!begun.granted) throw new Error(`key ${keyId} is ${begun.refusal.reason}`);
  return begun;
}

/** A lease on key 7 of organization 1. */
export function good(lease: Partial<Lease> = {}): GrantLeaseResponse {
  const value: Lease = {
    principal: 'a.signed.principal',
    leaseMs: 10_000,
    organizationId: 1,
    organizationName: 'Test Org',
    actor: { kind: 'service_account', id: 3, name: 'Robot' },
    credentialMethod: 'key',
    credentialId: '7',
    permissions: [],
    scopes: [],
    subjects: ['key/1/7', 'account/1/3', 'role/1/scientist'],
    ...lease,
  };
  return { result: { $case: 'lease', value } };
}

export function refused(reason: string): { readonly answer: GrantLeaseResponse; readonly refusal: CredentialRefusal } {
  const refusal = {
    reason,
    organizationId: 1,
    actor: { kind: 'service_account', id: 3, name: 'Robot' },
    credentialId: '7',
  };
  return { answer: { result: { $case: 'refusal', value: refusal } }, refusal };
}
