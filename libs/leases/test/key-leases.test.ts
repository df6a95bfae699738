import { AppError } from '@benchline/errors';
import { eventually } from '@benchline/testing';
import { expect, test } from '@jest/globals';
import { called, good, keyLab, refused } from './key-lab.ts';

const away = new AppError('unavailable', 'unavailable', 'identity is away');

// @req robots.key-leases
test('asks for a key by its organization and id, once for as long as a lease lasts', async () => {
  await using lab = await keyLab();

  const first = await called(lab, 1, 7);
  lab.clock.now += 4_999;
  const second = await called(lab, 1, 7);

  expect([first.on.principal, second.on.principal]).toEqual(['a.signed.principal', 'a.signed.principal']);
  expect(first.by).toMatchObject({ organizationId: 1, credentialMethod: 'key', credentialId: '7' });
  const gatewayId: unknown = expect.stringMatching(/^[\da-f-]{36}$/);
  expect(lab.identity.asked).toEqual([{ gatewayId, organizationId: 1, keyId: 7 }]);
});

test('keys of one id in two organizations are two keys', async () => {
  await using lab = await keyLab();
  lab.identity.grant = ({ organizationId, keyId }) =>
    Promise.resolve(good({ principal: `${organizationId} and ${keyId}` }));

  const calls = [await called(lab, 1, 11), await called(lab, 11, 1), await called(lab, 1, 1)];

  expect(calls.map(({ on }) => on.principal)).toEqual(['1 and 11', '11 and 1', '1 and 1']);
});

test('names each call alone', async () => {
  await using lab = await keyLab();

  const [first, second] = [await called(lab, 1, 7), await called(lab, 1, 7)];

  expect(first.on.id).not.toBe(second.on.id);
});

test('calls that begin together share one question', async () => {
  await using lab = await keyLab();

  await Promise.all([called(lab, 1, 7), called(lab, 1, 7), called(lab, 1, 7)]);

  expect(lab.identity.asked).toHaveLength(1);
});

test('past its half a lease is renewed ahead, and the call begins on what is held', async () => {
  await using lab = await keyLab();
  await called(lab, 1, 7);
  lab.identity.grant = () => Promise.resolve(good({ principal: 'the.next.one' }));
  lab.clock.now += 5_000;

  const meanwhile = await called(lab, 1, 7);

  expect(meanwhile.on.principal).toBe('a.signed.principal');
  await eventually(async () => (await called(lab, 1, 7)).on.principal === 'the.next.one');
  expect(lab.identity.asked).toHaveLength(2);
});

test.each(['unknown', 'expired', 'revoked', 'disabled'])('a key that is %s makes no call', async (reason) => {
  await using lab = await keyLab();
  const { answer, refusal } = refused(reason);
  lab.identity.grant = () => Promise.resolve(answer);

  const begun = await lab.keys.begin(1, 7);

  expect(begun).toEqual({ granted: false, refusal });
});

test('a key that nobody has is asked about again only after some seconds', async () => {
  await using lab = await keyLab();
  lab.identity.grant = () => Promise.resolve(refused('unknown').answer);

  for (const passed of [0, 4_999, 1]) {
    lab.clock.now += passed;
    await lab.keys.begin(1, 7);
  }

  expect(lab.identity.asked).toHaveLength(2);
});

test.each([
  ['that was believed keeps its lease', false, 'a.signed.principal'],
  ['that was doubted is the last on its lease', true, 'the.next.one'],
])('a call %s', async (_what, doubted, principal) => {
  await using lab = await keyLab();
  const { end } = await called(lab, 1, 7);
  lab.identity.grant = () => Promise.resolve(good({ principal: 'the.next.one' }));

  end(doubted);
  const next = await called(lab, 1, 7);

  expect(next.on.principal).toBe(principal);
});

test('a doubt that comes late costs the newer lease nothing', async () => {
  await using lab = await keyLab();
  const old = await called(lab, 1, 7);
  lab.clock.now += 10_000;
  await called(lab, 1, 7);

  old.end(true);
  await called(lab, 1, 7);

  expect(lab.identity.asked).toHaveLength(2);
});

test('leases that never last make no call, and are given up', async () => {
  await using lab = await keyLab();
  lab.identity.grant = () => Promise.resolve(good({ leaseMs: 0 }));

  await expect(lab.keys.begin(1, 7)).rejects.toMatchObject({ kind: 'unavailable' });
  expect(lab.identity.asked.length).toBeLessThan(5);
});

// @req leases.outage
test('identity may be away until the lease is over; then nothing is guessed', async () => {
  await using lab = await keyLab();
  await called(lab, 1, 7);
  lab.identity.grant = () => Promise.reject(away);

  lab.clock.now += 9_999;
  const before = await lab.keys.begin(1, 7);
  lab.clock.now += 1;
  const after = lab.keys.begin(1, 7);

  expect(before.granted).toBe(true);
  await expect(after).rejects.toMatchObject({ kind: 'unavailable' });
});

test.each([
  ['refuses the asker', () => Promise.reject(new AppError('unauthenticated', 'principal_invalid', 'who are you?'))],
  ['answers neither yes nor no', () => Promise.resolve({ result: undefined })],
])('where identity %s, nothing is known of the key', async (_what, grant) => {
  await using lab = await keyLab();
  lab.identity.grant = grant;

  await expect(lab.keys.begin(1, 7)).rejects.toMatchObject({ kind: 'unavailable' });
});
