import { expect, test } from '@jest/globals';
import { refusedParty } from '../src/index.ts';
import { keyLab, refused } from './key-lab.ts';

test('holds as many leases as it may, and shows how many under the name it was given', async () => {
  await using lab = await keyLab({ leasesMax: 2 });

  for (const keyId of [1, 2, 3]) await lab.keys.begin(1, keyId);

  expect(await lab.metrics()).toMatch(/^test_leases\S* 2$/m);
});

// @req admin.audit
test('tells identity whose key was refused, and why', async () => {
  await using lab = await keyLab();
  const party = refusedParty(refused('revoked').refusal, 'key');
  const about = { code: 'revoked', action: 'CreateSample', source: 'nats', requestId: 'c1' };

  if (party !== undefined) lab.reports.add({ ...party, ...about });
  await lab.stop();

  const actor = { kind: 'service_account', id: 3, name: 'Robot' };
  const key = { organizationId: 1, actor, credentialMethod: 'key', credentialId: '7' };
  expect(lab.identity.reports).toEqual([{ ...key, ...about, count: 1 }]);
});

test('of a key that nobody has there is nobody to tell of', () => {
  expect(refusedParty(refused('unknown').refusal, 'key')).toBeUndefined();
});
