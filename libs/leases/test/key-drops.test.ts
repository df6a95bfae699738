import { eventually } from '@benchline/testing';
import { expect, test } from '@jest/globals';
import { called, good, keyLab, refused } from './key-lab.ts';

// @req keys.revocation, robots.key-leases
test.each(['key/1/7', 'account/1/3', 'role/1/scientist'])(
  'once it has said that it dropped %s nothing is begun on the old terms',
  async (subject) => {
    await using lab = await keyLab();
    const { end } = await called(lab, 1, 7);
    end(false);
    lab.identity.grant = () => Promise.resolve(refused('revoked').answer);

    lab.ring(subject);
    await eventually(() => lab.acks.length === 1);
    const begun = await lab.keys.begin(1, 7);

    expect(begun.granted).toBe(false);
    expect(lab.acks).toEqual([{ subject, gateway: lab.identity.asked[0]?.gatewayId }]);
  },
);

// @req keys.revocation
test.each([
  ['ended', false],
  ['ended in doubt', true],
])('says that it dropped a lease only when the last call on it has %s', async (_how, doubted) => {
  await using lab = await keyLab();
  const { end } = await called(lab, 1, 7);

  lab.ring('key/1/7');
  lab.ring('key/1/8');
  await eventually(() => lab.acks.length === 1);
  const before = lab.acks.map(({ subject }) => subject);
  end(doubted);

  expect(before).toEqual(['key/1/8']);
  await eventually(() => lab.acks.length === 2);
});

test('a drop does not wait for the call that waits for it', async () => {
  await using lab = await keyLab();
  const { on } = await called(lab, 1, 7);

  lab.ring('key/1/7', on.id);

  await eventually(() => lab.acks.length === 1);
});

test('a call of which something may be going on counts as under way', async () => {
  await using lab = await keyLab();
  const { lose } = await called(lab, 1, 7);
  lose();

  lab.ring('key/1/7');
  lab.ring('key/1/8');
  await eventually(() => lab.acks.length === 1);

  expect(lab.acks).toMatchObject([{ subject: 'key/1/8' }]);
});

// @req keys.revocation
test('an answer that was on its way when the drop came is not relied on', async () => {
  await using lab = await keyLab();
  const gate = Promise.withResolvers<undefined>();
  lab.identity.grant = async () => {
    lab.identity.grant = () => Promise.resolve(refused('revoked').answer);
    await gate.promise;
    return good();
  };
  const beginning = lab.keys.begin(1, 7);
  await eventually(() => lab.identity.asked.length === 1);

  lab.ring('account/1/3');
  await eventually(() => lab.acks.length === 1);
  gate.resolve(undefined);

  expect(await beginning).toMatchObject({ granted: false, refusal: { reason: 'revoked' } });
  expect(lab.identity.asked).toHaveLength(2);
});
