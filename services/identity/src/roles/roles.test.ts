import { expect, test } from '@jest/globals';
import type { Member } from '@benchline/proto/benchline/identity/v1/records.ts';
import { accept, created, internalAction, taken } from '@benchline/runtime';
import { identityLab } from '../../test/identity-lab.ts';
import type { Asked } from '../../test/identity-lab.ts';
import { memberKind, memberPerson } from '../people/member.ts';

/** A person's place in the organization, as the other half of identity makes it. */
const joinAs = internalAction('Join', {
  load: (_role: string) => ({ joined: taken(memberPerson(7)) }),
  decide(_found, role, { nextId, now }) {
    const member: Member = {
      id: nextId(memberKind),
      version: 1,
      createdAt: now,
      updatedAt: now,
      personId: 7,
      role,
      status: 'disabled',
      sessionGeneration: 1,
    };
    return accept(undefined, [created(memberKind, member)]);
  },
});

const owners = 'owners:manage';
const ownersOnly = [
  { loc: ['body', 'permissions'], msg: "Permission of the owner's role alone: owners:manage", type: 'literal_error' },
];
const nights = { name: 'night-shift' };
const night = { name: 'night-shift', permissions: ['samples:view', 'samples:create'] };

// @req admin.roles
test('a role of one’s own is made, shown after the built-in ones, changed, deleted, and made again under its name', async () => {
  await using lab = await identityLab();

  const made = await lab.ask('CreateRole', { body: { ...night, permissions: [...night.permissions, 'samples:view'] } });
  const listed = await lab.ask('ListRoles');
  const changed = await lab.ask('UpdateRole', {
    path: { name: 'night-shift' },
    body: { permissions: ['samples:view'] },
  });
  const deleted = await lab.ask('DeleteRole', { path: { name: 'night-shift' } });
  const gone = await lab.ask('UpdateRole', { path: { name: 'night-shift' }, body: {} });
  const again = await lab.ask('CreateRole', { body: night });

  expect(made).toEqual({ status: 201, body: { ...night, built_in: false } });
  expect(listed.body).toMatchObject({
    items: [
      { name: 'owner', built_in: true },
      { name: 'admin' },
      { name: 'scientist' },
      { name: 'technician' },
      {
        name: 'auditor',
        permissions: [
          'audit:view',
          'projects:view',
          'experiments:view',
          'samples:view',
          'commands:view',
          'events:view',
        ],
      },
      { name: 'viewer' },
      { name: 'none', permissions: [], built_in: true },
      { name: 'night-shift', built_in: false },
    ],
    next_cursor: null,
  });
  expect(changed).toEqual({
    status: 200,
    body: { name: 'night-shift', permissions: ['samples:view'], built_in: false },
  });
  expect(deleted).toEqual({ status: 204, body: undefined });
  expect(gone).toEqual({ status: 404, body: { detail: 'role_not_found' } });
  expect(again.status).toBe(201);
  expect(lab.dropped).toEqual(['role/1/night-shift', 'role/1/night-shift']);
});

// @req admin.roles, admin.name-taken, roles.owners-only
test.each<[string, string, Asked, number, unknown]>([
  ['a name that a built-in role has', 'CreateRole', { body: { name: 'viewer', permissions: [] } }, 409, 'name_taken'],
  ['a name that is taken', 'CreateRole', { body: night }, 409, 'name_taken'],
  [
    'permissions that nothing declares',
    'CreateRole',
    { body: { name: 'x', permissions: ['samples:view', 'samples:fly', 'a:b'] } },
    422,
    [{ loc: ['body', 'permissions'], msg: 'Unknown permission(s): samples:fly, a:b', type: 'literal_error' }],
  ],
  [
    'no permissions',
    'CreateRole',
    { body: { name: 'x' } },
    422,
    [expect.objectContaining({ loc: ['body', 'permissions'] })],
  ],
  [
    'more than the maker may do',
    'CreateRole',
    { scopes: ['roles:manage'], body: { name: 'x', permissions: ['samples:view'] } },
    403,
    'role_missing',
  ],
  [
    'what makes an owner',
    'CreateRole',
    { body: { name: 'x', permissions: ['samples:view', owners] } },
    422,
    ownersOnly,
  ],
  [
    'a change of a built-in role',
    'UpdateRole',
    { path: { name: 'viewer' }, body: { permissions: [] } },
    409,
    'built_in',
  ],
  ['the end of a built-in role', 'DeleteRole', { path: { name: 'owner' } }, 409, 'built_in'],
  ['a change of a role that is not there', 'UpdateRole', { path: { name: 'x' }, body: {} }, 404, 'role_not_found'],
  ['the end of a role that is not there', 'DeleteRole', { path: { name: 'x' } }, 404, 'role_not_found'],
  [
    'a change to more than one may do',
    'UpdateRole',
    { scopes: ['roles:manage', ...night.permissions], path: nights, body: { permissions: ['audit:view'] } },
    403,
    'role_missing',
  ],
  ['a change to what makes an owner', 'UpdateRole', { path: nights, body: { permissions: [owners] } }, 422, ownersOnly],
  [
    'a change of a role that allows more than one may do',
    'UpdateRole',
    { scopes: ['roles:manage'], path: { name: 'night-shift' }, body: { permissions: [] } },
    403,
    'role_missing',
  ],
  [
    'the end of a role that allows more than one may do',
    'DeleteRole',
    { scopes: ['roles:manage'], path: { name: 'night-shift' } },
    403,
    'role_missing',
  ],
  [
    'another organization’s role',
    'DeleteRole',
    { organizationId: 2, path: { name: 'night-shift' } },
    404,
    'role_not_found',
  ],
])('%s: refused', async (_what, action, asked, ...[status, detail]) => {
  await using lab = await identityLab();
  await lab.ask('CreateRole', { body: night });

  const answer = await lab.ask(action, asked);

  expect(answer).toEqual({ status, body: { detail } });
  expect(await lab.commits()).toHaveLength(1);
  expect(lab.dropped).toEqual([]);
});

// @req admin.roles
test('a role that a disabled person or a service account has stays', async () => {
  await using lab = await identityLab();
  await lab.ask('CreateRole', { body: night });
  await lab.ask('CreateRole', { body: { ...night, name: 'day-shift' } });
  await lab.change(joinAs, 'night-shift');
  await lab.ask('CreateServiceAccount', { body: { display_name: 'LIMS', role: 'day-shift' } });

  const answers = [
    await lab.ask('DeleteRole', { path: { name: 'night-shift' } }),
    await lab.ask('DeleteRole', { path: { name: 'day-shift' } }),
  ];

  expect(answers).toEqual([
    { status: 409, body: { detail: 'role_in_use' } },
    { status: 409, body: { detail: 'role_in_use' } },
  ]);
});

test('a dry run changes no role and ends no lease', async () => {
  await using lab = await identityLab();
  await lab.ask('CreateRole', { body: night });

  const rehearsed = await lab.ask('UpdateRole', {
    path: { name: 'night-shift' },
    body: { permissions: [] },
    dryRun: true,
  });

  expect(rehearsed).toMatchObject({ status: 200, body: { permissions: [] } });
  expect(await lab.commits()).toHaveLength(1);
  expect(lab.dropped).toEqual([]);
});

// @req list.cursor, list.limit
test.each([1, 2, 3, 7, 8, 9, 200])('pages of %i give every role once and in order', async (limit) => {
  await using lab = await identityLab();
  for (const name of ['a', 'b', 'c']) await lab.ask('CreateRole', { body: { ...night, name } });

  const names: string[] = [];
  let cursor: string | null = null;
  do {
    const query: Asked['query'] = cursor === null ? { limit } : { limit, cursor };
    const { status, body } = await lab.ask('ListRoles', { query });
    const page = body as { items: { name: string }[]; next_cursor: string | null }; // the list's answer
    expect(status).toBe(200);
    expect(page.items.length).toBeLessThanOrEqual(limit);
    names.push(...page.items.map(({ name }) => name));
    cursor = page.next_cursor;
  } while (cursor !== null);

  expect(names.join()).toBe('owner,admin,scientist,technician,auditor,viewer,none,c,b,a');
});

// @req list.cursor-invalid
test('a cursor among the built-in roles is good in its own organization only', async () => {
  await using lab = await identityLab();
  const { body } = await lab.ask('ListRoles', { query: { limit: 2 } });
  const { next_cursor: cursor } = body as { next_cursor: string }; // as above

  const here = await lab.ask('ListRoles', { query: { cursor } });
  const elsewhere = await lab.ask('ListRoles', { query: { cursor }, organizationId: 2 });
  const damaged = await lab.ask('ListRoles', { query: { cursor: `${cursor}x` } });

  expect(here.status).toBe(200);
  expect(elsewhere).toEqual({ status: 400, body: { detail: 'invalid_cursor' } });
  expect(damaged).toEqual({ status: 400, body: { detail: 'invalid_cursor' } });
});
