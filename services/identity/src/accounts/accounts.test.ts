import { expect, test } from '@jest/globals';
import { labTime } from '@benchline/runtime/testing';
import type { Asked } from '../../test/identity-lab.ts';
import { identityLab } from '../../test/identity-lab.ts';

const lims = { display_name: 'LIMS', role: 'technician' };

// @req admin.service-accounts
test('an account is made, read, listed, renamed, given another role, disabled and enabled', async () => {
  await using lab = await identityLab();
  const path = { id: 1 };

  const made = await lab.ask('CreateServiceAccount', { body: lims });
  const read = await lab.ask('GetServiceAccount', { path });
  const renamed = await lab.ask('UpdateServiceAccount', { path, body: { display_name: 'LIMS 2' } });
  const promoted = await lab.ask('UpdateServiceAccount', { path, body: { role: 'scientist' } });
  const disabled = await lab.ask('DisableServiceAccount', { path });
  const listed = await lab.ask('ListServiceAccounts');
  const enabled = await lab.ask('EnableServiceAccount', { path });

  const record = { id: 1, ...lims, status: 'active', created_at: labTime };
  expect(made).toEqual({ status: 201, body: record });
  expect(read).toEqual({ status: 200, body: record });
  expect(renamed.body).toEqual({ ...record, display_name: 'LIMS 2' });
  expect(promoted.body).toEqual({ ...record, display_name: 'LIMS 2', role: 'scientist' });
  expect(disabled).toMatchObject({ status: 200, body: { status: 'disabled' } });
  expect(listed.body).toMatchObject({ items: [{ id: 1, status: 'disabled' }], next_cursor: null });
  expect(enabled).toMatchObject({ status: 200, body: { status: 'active' } });
  expect(lab.dropped).toEqual(['account/1/1', 'account/1/1', 'account/1/1']);
});

// @req admin.service-accounts
test('what says nothing new is no commit, and ends the leases all the same', async () => {
  await using lab = await identityLab();
  await lab.ask('CreateServiceAccount', { body: lims });
  await lab.ask('DisableServiceAccount', { path: { id: 1 } });
  const before = await lab.commits();

  const answers = [
    await lab.ask('DisableServiceAccount', { path: { id: 1 } }),
    await lab.ask('UpdateServiceAccount', { path: { id: 1 }, body: { ...lims, status: 'active' } }),
    await lab.ask('UpdateServiceAccount', { path: { id: 1 }, body: { display_name: null, role: null } }),
  ];

  expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
  expect(await lab.commits()).toEqual(before);
  expect(lab.dropped).toHaveLength(4);
});

const unknownRole = [{ loc: ['body', 'role'], msg: 'Unknown role: pilot', type: 'literal_error' }];
const nobody = { path: { id: 9 } };

// @req admin.service-accounts, admin.name-taken
test.each<[string, string, Asked, number, unknown]>([
  ['a name that is taken', 'CreateServiceAccount', { body: lims }, 409, 'name_taken'],
  ['a role that is not there', 'CreateServiceAccount', { body: { ...lims, role: 'pilot' } }, 422, unknownRole],
  [
    'a role beyond the maker’s own',
    'CreateServiceAccount',
    { role: 'admin', body: { display_name: 'x', role: 'owner' } },
    403,
    'role_missing',
  ],
  [
    'a new name that is taken',
    'UpdateServiceAccount',
    { path: { id: 1 }, body: { display_name: 'robot' } },
    409,
    'name_taken',
  ],
  [
    'a new role that is not there',
    'UpdateServiceAccount',
    { path: { id: 1 }, body: { role: 'pilot' } },
    422,
    unknownRole,
  ],
  [
    'a new role beyond one’s own',
    'UpdateServiceAccount',
    { role: 'admin', path: { id: 1 }, body: { role: 'owner' } },
    403,
    'role_missing',
  ],
  [
    'taking a role beyond one’s own',
    'UpdateServiceAccount',
    { role: 'admin', path: { id: 2 }, body: { role: 'viewer' } },
    403,
    'role_missing',
  ],
  ['reading an account that is not there', 'GetServiceAccount', nobody, 404, 'service_account_not_found'],
  [
    'changing an account that is not there',
    'UpdateServiceAccount',
    { ...nobody, body: {} },
    404,
    'service_account_not_found',
  ],
  ['disabling an account that is not there', 'DisableServiceAccount', nobody, 404, 'service_account_not_found'],
  ['enabling an account that is not there', 'EnableServiceAccount', nobody, 404, 'service_account_not_found'],
  [
    'another organization’s account',
    'DisableServiceAccount',
    { path: { id: 1 }, organizationId: 2 },
    404,
    'service_account_not_found',
  ],
])('%s: refused', async (_what, action, asked, ...[status, detail]) => {
  await using lab = await identityLab();
  await lab.ask('CreateServiceAccount', { body: lims });
  await lab.ask('CreateServiceAccount', { body: { display_name: 'robot', role: 'owner' } });

  const answer = await lab.ask(action, asked);

  expect(answer).toEqual({ status, body: { detail } });
  expect(await lab.commits()).toHaveLength(2);
  expect(lab.dropped).toEqual([]);
});
