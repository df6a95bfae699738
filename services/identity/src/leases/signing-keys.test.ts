import type { Principal } from '@benchline/principal';
import { principalVerifier, signPrincipal } from '@benchline/principal';
import { unavailable } from '@benchline/errors';
import { memoryStore } from '@benchline/runtime/testing';
import { virtualTime } from '@benchline/testing';
import { expect, test } from '@jest/globals';
import { startSigningKeys } from './signing-keys.ts';

const secret = 'a secret that services share';
const hourMs = 3_600_000;
const principal: Principal = {
  organizationId: 1,
  organizationName: 'Test Org',
  actor: { kind: 'person', id: 1, name: 'Ada' },
  credentialMethod: 'session',
  credentialId: 's',
  scopes: [],
};

// @req auth.signed-principal, identity.replicas
test('what any replica signs is believed everywhere, also when its key was replaced since', async () => {
  const time = virtualTime(0);
  const store = memoryStore();
  const start = () => startSigningKeys({ records: store.view().records, time, secret, failed: () => undefined });
  const [one, two] = [await start(), await start()];
  const verify = principalVerifier({ keys: one.live, secret, clock: time.now });
  const sign = ({ current }: typeof one) => signPrincipal(principal, time.now() + 5_000, current(time.now() + 5_000));

  const before = sign(one);
  await verify(sign(two));
  await time.advance(hourMs - 1_000);
  const old = sign(one);
  const oldId = one.current(0).key.id;
  await time.advance(2_000);
  const renewed = sign(one);

  expect(one.current(0).key.id).not.toBe(oldId);
  expect(await verify(old)).toMatchObject(principal);
  expect(await verify(renewed)).toMatchObject(principal);
  await expect(verify(before)).rejects.toMatchObject({ reason: 'principal_expired' });
  await Promise.all([one.stop(), two.stop()]);
});

test('while no new key can be published the old one is used as long as it is known, and then nothing is signed', async () => {
  const time = virtualTime(0);
  let away = false;
  const { records } = memoryStore().view(() => (away ? Promise.reject(unavailable('the store')) : Promise.resolve()));
  const failures: unknown[] = [];
  const keys = await startSigningKeys({ records, time, secret, failed: (error) => failures.push(error) });
  const { id } = keys.current(0).key;

  away = true;
  await time.advance(2 * hourMs - 10_000);
  expect(keys.current(time.now() + 5_000).key.id).toBe(id);
  await time.advance(10_000);
  expect(() => keys.current(time.now() + 5_000)).toThrow(expect.objectContaining({ kind: 'unavailable' }));
  away = false;
  await time.advance(10_000);
  expect(keys.current(time.now() + 5_000).key.id).not.toBe(id);

  expect(failures.length).toBeGreaterThan(1);
  await keys.stop();
});

// @req identity.replicas
test('the keys of all replicas are told, however many there are', async () => {
  const time = virtualTime(0);
  const { records } = memoryStore().view();
  for (let number = 0; number < 450; number += 1) {
    const key = `${'~'.repeat(number % 3)}${String(number)}`;
    await records.put(0, 'signing_keys', { key, value: JSON.stringify({ id: key }), expected: 0 }, 0);
  }

  const keys = await startSigningKeys({ records, time, secret, failed: () => undefined });

  const ids = (await keys.live()).map(({ id }) => id);
  expect([new Set(ids).size, ids.length, ids.includes(keys.current(0).key.id)]).toEqual([451, 451, true]);
  await keys.stop();
});
