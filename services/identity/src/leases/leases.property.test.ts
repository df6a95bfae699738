import { hash } from 'node:crypto';
import { inProcessBus } from '@benchline/bus';
import { labTime } from '@benchline/runtime/testing';
import { virtualTime } from '@benchline/testing';
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { identityLab, leaseTerms } from '../../test/identity-lab.ts';
import type { GatewayTraits } from '../../test/simulated-gateway.ts';
import { simulatedGateway } from '../../test/simulated-gateway.ts';
import { makeOrganization } from '../../test/make-people.ts';

type Step =
  | { readonly does: 'request'; readonly gateway: number }
  | { readonly does: 'wait'; readonly ms: number }
  | { readonly does: 'take' }
  | { readonly does: 'give' };

const trait = (id: string, most: Partial<GatewayTraits> = {}): fc.Arbitrary<GatewayTraits> =>
  fc.record({
    id: fc.constant(id),
    deaf: fc.constant(most.deaf ?? false),
    answerLateMs: fc.integer({ min: 0, max: most.answerLateMs ?? 5 }),
    frozenMs: fc.integer({ min: 0, max: most.frozenMs ?? 5 }),
  });

const gateways = fc.tuple(
  trait('prompt'),
  trait('deaf', { deaf: true }),
  trait('late', { answerLateMs: 7_000 }),
  trait('frozen', { frozenMs: 9_000 }),
  trait('deaf-and-frozen', { deaf: true, answerLateMs: 3_000, frozenMs: 9_000 }),
);

const steps = fc.array(
  fc.oneof(
    { weight: 6, arbitrary: fc.record({ does: fc.constant('request' as const), gateway: fc.nat(4) }) },
    { weight: 4, arbitrary: fc.record({ does: fc.constant('wait' as const), ms: fc.nat(4_000) }) },
    { weight: 2, arbitrary: fc.constant({ does: 'take' } as const) },
    { weight: 2, arbitrary: fc.constant({ does: 'give' } as const) },
  ),
  { minLength: 5, maxLength: 40 },
);

const { leaseMs, clockSkewMs } = leaseTerms;

async function play(script: readonly Step[], traits: readonly GatewayTraits[], serviceClock: number): Promise<Played> {
  const time = virtualTime(Date.parse(labTime));
  const bus = inProcessBus({ retain: 10 });
  await using lab = await identityLab({ time, bus });
  await makeOrganization(lab);
  await lab.ask('CreateServiceAccount', { body: { display_name: 'LIMS', role: 'technician' } });
  const { body } = await lab.ask('CreateApiKey', { path: { id: 1 }, body: { name: 'k' } });
  const { secret, key_prefix: prefix } = body as { secret: string; key_prefix: string }; // the action's answer
  const credential = { prefix: `biokey_${prefix}`, digest: hash('sha256', secret, 'base64url') };
  const simulated = traits.map((one) => simulatedGateway(one, { time, bus, grant: lab.grant }));
  const played: Played = { accepted: 0, acceptedOnOldTerms: 0, longestMs: 0 };
  let takenAway = false;
  const underWay: Promise<void>[] = [];
  const setRole = async (role: string): Promise<void> => {
    const began = time.now();
    if (role === 'technician') takenAway = false;
    const change = lab.ask('UpdateServiceAccount', { path: { id: 1 }, body: { role } });
    await time.until(change, 60_000);
    played.longestMs = Math.max(played.longestMs, time.now() - began);
    if (role === 'viewer') takenAway = true;
  };
  const request = (gateway: number): void => {
    const asked = simulated[gateway]?.request(credential, ({ principal, scopes }) => {
      const claims = JSON.parse(Buffer.from(principal.split('.')[1] ?? '', 'base64url').toString()) as { exp: number };
      const believed = claims.exp * 1000 > time.now() + serviceClock;
      if (!believed || !scopes.includes('samples:create')) return;
      played.accepted += 1;
      if (takenAway) played.acceptedOnOldTerms += 1;
    });
    if (asked !== undefined) underWay.push(asked);
  };
  for (const step of script) {
    switch (step.does) {
      case 'request':
        request(step.gateway);
        break;
      case 'wait':
        await time.advance(step.ms);
        break;
      case 'take':
        await setRole('viewer');
        break;
      case 'give':
        await setRole('technician');
        break;
    }
  }
  await time.until(Promise.all(underWay), 120_000);
  await Promise.all(simulated.map((one) => one.stop()));
  return played;
}

interface Played {
  accepted: number;
  acceptedOnOldTerms: number;
  longestMs: number;
}

// @req keys.revocation, auth.intersection
test('once a change has answered, no gateway, deaf, late or frozen, gets a request accepted on the old terms', async () => {
  let accepted = 0;
  await fc.assert(
    fc.asyncProperty(steps, gateways, fc.constantFrom(-clockSkewMs, 0, clockSkewMs), async (script, traits, clock) => {
      const played = await play(script, traits, clock);

      accepted += played.accepted;
      expect(played.acceptedOnOldTerms).toBe(0);
      expect(played.longestMs).toBeLessThanOrEqual(leaseMs + 10);
    }),
    { numRuns: 60, endOnFailure: true },
  );
  expect(accepted).toBeGreaterThan(0);
}, 120_000);

// @req keys.revocation-bounded
test('a change waits for a gateway that is deaf, and not for those that hear', async () => {
  const ask: Step[] = [{ does: 'request', gateway: 0 }, { does: 'wait', ms: 100 }, { does: 'take' }];
  const prompt = { id: 'prompt', deaf: false, answerLateMs: 0, frozenMs: 0 };

  const heard = await play(ask, [prompt], 0);
  const unheard = await play(ask, [{ ...prompt, deaf: true }], 0);

  expect(heard.accepted).toBe(1);
  expect(heard.longestMs).toBeLessThan(1_000);
  expect(unheard.longestMs).toBe(leaseMs);
});
