import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { describeWithServer, eventually, startNats } from '@benchline/testing';
import { admin, made, makeKey, signIn, signInAnswer } from '../harness/administration.ts';
import { clientOf, type Client } from '../harness/client.ts';
import type { Product } from '../harness/product.ts';
import { startProcesses } from '../harness/shapes.ts';

const leaseMs = 3_000;
/** For the commit before a lease's time and the answer after it, on a machine that is busy; too short for the time of a second lease. */
const slackMs = 2_500;
/** Of the product's gateways: all, and the one that is frozen. */
const gateways = [0, 1, 2] as const;
const frozen = 1;
const callersPerGateway = 4;
/** Of each gateway: answers that show that it holds a lease, and answers long after the lease is gone. */
const [acceptedBefore, refusedAfter] = [30, 100];
/** Sent to the frozen gateway before the answer, and as many again after it. */
const freshRequests = 20;
const refusals = [401, 403] as const;

/** A request that was answered. Times by a clock that only runs forward. */
interface Use {
  readonly gateway: number;
  readonly sentAt: number;
  readonly arrivedAt: number;
  readonly status: number;
}

interface Callers extends AsyncDisposable {
  /** Everything that was answered so far. */
  readonly uses: readonly Use[];
  /** Sends new requests to a gateway, all at once. */
  sendFresh(gateway: number): void;
  /** Resolves when everything that was sent is answered. */
  stop(): Promise<void>;
}

/** Asks every gateway again and again with the same credential. */
function startCallers(urls: readonly string[], key: string, path: string): Callers {
  const stopping = new AbortController();
  const uses: Use[] = [];
  const clients = urls.map((url) => clientOf({ url, key }));
  const ask = async (gateway: number): Promise<void> => {
    const sentAt = performance.now();
    const { status } = (await clients[gateway]?.get(path).catch(() => undefined)) ?? { status: 0 };
    uses.push({ gateway, sentAt, arrivedAt: performance.now(), status });
  };
  const caller = async (gateway: number): Promise<void> => {
    while (!stopping.signal.aborted) await ask(gateway);
  };
  const running = urls.flatMap((_, gateway) => Array.from({ length: callersPerGateway }, () => caller(gateway)));
  const stop = async (): Promise<void> => {
    stopping.abort();
    await Promise.all(running);
  };
  return {
    uses,
    sendFresh: (gateway) => {
      running.push(...Array.from({ length: freshRequests }, () => ask(gateway)));
    },
    stop,
    [Symbol.asyncDispose]: stop,
  };
}

interface Moments {
  readonly frozenAt: number;
  readonly answeredAt: number;
}

/**
 * Requests that were accepted after the taking back had answered. What the frozen gateway answers later it may have accepted before it
 * froze, if it had it by then; whatever reached it afterwards it can only accept when it wakes, which is too late.
 */
function acceptedTooLate(uses: readonly Use[], { frozenAt, answeredAt }: Moments): readonly Use[] {
  const lastGood = (gateway: number): number => (gateway === frozen ? frozenAt : answeredAt);
  return uses.filter(
    ({ gateway, sentAt, arrivedAt, status }) => status === 200 && arrivedAt > answeredAt && sentAt > lastGood(gateway),
  );
}

/** Three gateways, the third of which has a bus of its own, so that nobody's word reaches it. */
interface Three {
  readonly product: Product;
  readonly people: Client;
}

describeWithServer('mongodb', 'what was taken back', (mongo) => {
  describeWithServer('nats', 'of three gateways', (nats) => {
    let three: Three | undefined;
    const stack = new AsyncDisposableStack();
    jest.setTimeout(60_000);

    beforeAll(async () => {
      const otherBus = stack.use(await startNats());
      const product = await startProcesses({
        engines: { mongodbUrl: mongo.url(), natsUrl: nats.url(), parts: [] },
        replicas: 2,
        gateways: gateways.length,
        identitySettings: { BENCHLINE_LEASE_MS: String(leaseMs) },
        gatewaySettings: (index) => ({
          RATE_LIMIT_KEY_PER_SECOND: '0',
          // A gateway that was frozen may take itself for overloaded as it wakes, and a 503 tells nothing of the key.
          BENCHLINE_GATEWAY_EVENT_LOOP_DELAY_MAX_MS: '0',
          ...(index === 2 && { NATS_URL: otherBus.url }),
        }),
      });
      stack.use(product);
      three = { product, people: await signIn(product.url) };
    }, 90_000);
    afterAll(async () => {
      await stack.disposeAsync();
    }, 60_000);

    const running = (): Three => {
      if (three === undefined) throw new Error('the product is not running');
      return three;
    };

    /** Takes the key's terms back while the second gateway is frozen: nobody accepts them afterwards, and all refuse them. */
    async function expectNothingAccepted(
      key: string,
      path: string,
      takeBack: () => Promise<unknown>,
    ): Promise<readonly Use[]> {
      const { product } = running();
      await using callers = startCallers(product.urls, key, path);
      await everyGateway((gateway) => answers(callers.uses, { gateway, statuses: [200] }) >= acceptedBefore);
      product.freeze('gateway-2');
      const frozenAt = performance.now();
      callers.sendFresh(frozen);
      await takeBack();
      const answeredAt = performance.now();
      callers.sendFresh(frozen);
      product.thaw('gateway-2');
      // Long after the answer, and long after the frozen one has woken up.
      const after = { statuses: refusals, since: answeredAt };
      await everyGateway((gateway) => answers(callers.uses, { gateway, ...after }) >= refusedAfter);
      await callers.stop();
      expect(acceptedTooLate(callers.uses, { frozenAt, answeredAt })).toEqual([]);
      const held = { gateway: frozen, since: frozenAt, until: answeredAt };
      expect(answers(callers.uses, { ...held, statuses: refusals })).toBeGreaterThanOrEqual(freshRequests);
      expect(answeredAt - frozenAt).toBeLessThan(leaseMs + slackMs);
      return callers.uses;
    }

    describe('with one gateway frozen and one that hears nobody', () => {
      // @req keys.revocation
      test('a revoked key gets nobody in once revoking has answered', async () => {
        const { people } = running();
        const { secret, id } = await makeKey(people, { account: 'revoked' });

        const uses = await expectNothingAccepted(secret, '/samples?limit=1', async () =>
          made(await people.post(`${admin}/api-keys/${String(id)}/revoke`, {}), 200),
        );

        expect([...new Set(uses.map(({ status }) => status))].sort()).toEqual([200, 401]);
      });

      // @req keys.revocation, admin.service-accounts
      test("a disabled account's keys get nobody in", async () => {
        const { people } = running();
        const { secret, accountId } = await makeKey(people, { account: 'disabled' });

        await expectNothingAccepted(secret, '/samples?limit=1', async () =>
          made(await people.post(`${admin}/service-accounts/${String(accountId)}/disable`, {}), 200),
        );
      });

      // @req keys.revocation, auth.intersection
      test('what another role does not allow is refused', async () => {
        const { people } = running();
        const { secret, accountId } = await makeKey(people, { account: 'demoted' });

        const uses = await expectNothingAccepted(secret, '/samples?limit=1', async () =>
          made(await people.patch(`${admin}/service-accounts/${String(accountId)}`, { role: 'none' }), 200),
        );

        for (const gateway of gateways) expect(answers(uses, { gateway, statuses: [403] })).toBeGreaterThan(0);
      });

      // @req keys.revocation, admin.roles
      test('what a role no longer allows is refused to all who have it', async () => {
        const { people } = running();
        const permissions = ['samples:view', 'experiments:view'];
        made(await people.post(`${admin}/roles`, { name: 'shrinking', permissions }), 201);
        const { secret } = await makeKey(people, { account: 'shrunk', role: 'shrinking' });

        await expectNothingAccepted(secret, '/samples?limit=1', async () =>
          made(await people.patch(`${admin}/roles/shrinking`, { permissions: ['experiments:view'] }), 200),
        );
      });

      // @req sign-in.sign-out
      test('a session that was ended gets nobody in', async () => {
        const { product } = running();
        const token = await tokenOf(product.url);

        await expectNothingAccepted(token, '/api/v1/samples?limit=1', async () =>
          made(await clientOf({ url: product.url, key: token }).post('/api/v1/auth/sign-out', {}), 204),
        );
      });
    });
  });
});

async function tokenOf(url: string): Promise<string> {
  return (await signInAnswer(url)).token;
}

interface Counted {
  readonly gateway: number;
  readonly statuses: readonly number[];
  /** Of requests that were sent later than one moment, and not later than another. */
  readonly since?: number;
  readonly until?: number;
}

function answers(uses: readonly Use[], { gateway, statuses, since = 0, until = Infinity }: Counted): number {
  return uses
    .filter((use) => use.gateway === gateway && statuses.includes(use.status))
    .filter(({ sentAt }) => sentAt > since && sentAt <= until).length;
}

async function everyGateway(condition: (gateway: number) => boolean): Promise<void> {
  const what = 'enough answers of every gateway';
  await eventually(() => gateways.every(condition), { timeoutMs: 30_000, intervalMs: 10, what });
}
