import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Bus } from '@benchline/bus';
import { inProcessBus } from '@benchline/bus';
import { unavailable } from '@benchline/errors';
import { memoryStore } from '@benchline/runtime/testing';
import { virtualTime } from '@benchline/testing';
import { expect, test } from '@jest/globals';
import { gatewayRegister } from './gateway-register.ts';
import { dropSubject, leaseDropper } from './lease-dropper.ts';

const terms = { leaseMs: 5_000, clockSkewMs: 500 };

/** A dropper with a register that the store keeps, and how long a drop takes. */
function dropping({ bus = inProcessBus({ retain: 1 }), away = () => false }: { bus?: Bus; away?: () => boolean } = {}) {
  const time = virtualTime(1_000_000);
  const store = memoryStore().view(() => (away() ? Promise.reject(unavailable('the store')) : Promise.resolve()));
  const gateways = gatewayRegister(store.records, terms);
  const dropLeases = leaseDropper({ gateways, bus, time, terms });
  return {
    bus,
    time,
    gateways,
    drop: async (subject = 'key/1/1'): Promise<number> => {
      const began = time.now();
      await time.until(dropLeases(subject, { id: 'gateway/1' }), 60_000);
      return time.now() - began;
    },
  };
}

/** Answers every drop from the `deafFor`-th bell on. */
function answer(bus: Bus, gateway: string, deafFor = 0): void {
  let heard = 0;
  bus.listen(dropSubject, ({ headers: { ack = '' } }) => {
    heard += 1;
    if (heard > deafFor) bus.ring(ack, { gateway });
  });
}

test('without gateways a drop is done at once', async () => {
  const { drop } = dropping();

  expect(await drop()).toBe(0);
});

test('a drop names its subject and the call that waits for it', async () => {
  const { bus, drop } = dropping();
  const heard: Record<string, string>[] = [];
  bus.listen(dropSubject, ({ headers }) => heard.push(headers));

  await drop('role/1/Schicht ☾');
  await nextTurn();

  const [{ subject = '', within = '' } = {}] = heard;
  expect(Buffer.from(subject, 'base64url').toString()).toBe('role/1/Schicht ☾');
  expect(Buffer.from(within, 'base64url').toString()).toBe('gateway/1');
});

test('a drop is rung again and again until every gateway has answered', async () => {
  const { bus, time, gateways, drop } = dropping();
  await gateways.ensure('a', time.now());
  await gateways.ensure('b', time.now());
  answer(bus, 'a');
  answer(bus, 'b', 3);

  const took = await drop();

  expect(took).toBeGreaterThanOrEqual(300);
  expect(took).toBeLessThan(terms.leaseMs);
});

test('a gateway that is not in the register answers for nobody else', async () => {
  const { bus, time, gateways, drop } = dropping();
  await gateways.ensure('a', time.now());
  answer(bus, 'b');

  expect(await drop()).toBe(terms.leaseMs);
});

test('a gateway is waited for as long as a lease of it may live, and then no longer', async () => {
  const { time, gateways, drop } = dropping();
  await gateways.ensure('a', time.now());
  await time.advance(9_500);
  await gateways.ensure('a', time.now());
  await time.advance(terms.leaseMs);

  expect(await drop()).toBe(terms.leaseMs);
  await time.advance(20_000);
  expect(await drop()).toBe(0);
});

test('while the store is away, and without a bus, the time of a lease passes, and no more', async () => {
  let away = true;
  const bus = inProcessBus({ retain: 1 });
  await bus.close();
  const { drop, time } = dropping({ bus, away: () => away });

  expect(await drop()).toBe(terms.leaseMs);
  const back = drop();
  await time.advance(150);
  away = false;
  expect(await back).toBeLessThan(terms.leaseMs);
});

test('replicas that register a gateway at the same time never shorten what the other relies on', async () => {
  const store = memoryStore();
  const [one, two] = [1, 2].map(() => gatewayRegister(store.view(nextTurn).records, terms));

  await Promise.all([one?.ensure('a', 1_000_000), two?.ensure('a', 1_000_300)]);
  await Promise.all([one?.ensure('a', 1_009_000), two?.ensure('a', 1_009_200)]);

  expect(await one?.live(1_009_200 + terms.leaseMs)).toEqual(new Set(['a']));
});
