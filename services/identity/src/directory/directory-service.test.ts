import type { ActorId } from '@benchline/proto/benchline/identity/v1/directory.ts';
import { DirectoryServiceService } from '@benchline/proto/benchline/identity/v1/directory.ts';
import { expect, test } from '@jest/globals';
import type { IdentityLab } from '../../test/identity-lab.ts';
import { callTo, identityLab } from '../../test/identity-lab.ts';
import { makeOrganization } from '../../test/make-people.ts';

async function names(lab: IdentityLab, actors: readonly ActorId[], organizationId = 1): Promise<unknown> {
  const context = { deadline: Infinity, principal: lab.trust.tokens.own() };
  const { nameActors } = DirectoryServiceService;
  return (await callTo(lab.served, nameActors)({ organizationId, actors: [...actors] }, context)).actors;
}

const person = { kind: 'person', id: 1 };
const account = { kind: 'service_account', id: 1 };

// @req admin.audit
test('people and service accounts are named, and who is not known is left out', async () => {
  await using lab = await identityLab();
  await makeOrganization(lab);
  await lab.ask('CreateServiceAccount', { body: { display_name: 'LIMS', role: 'viewer' } });

  const strangers = [
    { kind: 'person', id: 9 },
    { kind: 'service_account', id: 9 },
    { kind: 'service', id: 1 },
  ];
  expect(await names(lab, [account, person, ...strangers])).toEqual([
    { ...person, name: 'Ada' },
    { ...account, name: 'LIMS' },
  ]);
  expect(await names(lab, [])).toEqual([]);
});

// @req people.name-private
test('another organization’s service account is nobody, and its people are known by their addresses only', async () => {
  await using lab = await identityLab();
  await makeOrganization(lab);
  await lab.ask('CreateServiceAccount', { body: { display_name: 'LIMS', role: 'viewer' } });

  expect(await names(lab, [account, person], 2)).toEqual([{ ...person, name: 'ada@lab.example' }]);
});

test('nobody is named to a caller who is no service, nor more than a page at once', async () => {
  await using lab = await identityLab();
  const ask = callTo(lab.served, DirectoryServiceService.nameActors);
  const crowd = Array.from({ length: 201 }, () => person);

  const stranger = ask({ organizationId: 1, actors: [person] }, { deadline: Infinity, principal: lab.trust.sign() });
  await expect(stranger).rejects.toMatchObject({ kind: 'unauthenticated' });
  await expect(names(lab, crowd)).rejects.toMatchObject({ kind: 'bad_request' });
});
