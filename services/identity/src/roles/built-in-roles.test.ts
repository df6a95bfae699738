import { productDeclarations } from '@benchline/actions';
import { expect, test } from '@jest/globals';
import { builtInRoles } from './built-in-roles.ts';

const roles = ['owner', 'admin', 'scientist', 'technician', 'auditor', 'viewer', 'none'];

/** The table of first-start.md, as it stands there: a row, and which roles have a tick. */
const table: readonly (readonly [permissions: string, ticks: string])[] = [
  ['owners:manage', '✔      '],
  ['people:view people:manage roles:view roles:manage', '✔✔     '],
  ['service_accounts:view service_accounts:manage api_keys:view api_keys:manage', '✔✔     '],
  ['projects:create projects:edit', '✔✔✔    '],
  ['experiments:create experiments:edit experiments:transition', '✔✔✔    '],
  ['samples:create samples:edit', '✔✔✔✔   '],
  ['samples:qc samples:transition', '✔✔✔    '],
  ['audit:view', '✔✔  ✔  '],
  ['projects:view experiments:view samples:view commands:view events:view', '✔✔✔✔✔✔ '],
];
const rows = table.flatMap(([permissions, ticks]) => permissions.split(' ').map((one) => [one, ticks] as const));

// @req roles.matrix
test('every declared scope has its row, and there is no row for anything else', () => {
  expect(rows.map(([permission]) => permission).toSorted()).toEqual(productDeclarations().scopes.toSorted());
});

// @req roles.matrix
test.each(rows)('%s: the roles that have it are those of the table', (permission, ticks) => {
  const having = roles.filter((role) => builtInRoles.get(role)?.includes(permission) === true);

  expect(having).toEqual(roles.filter((_, column) => ticks[column] === '✔'));
});

// @req roles.matrix
test('the built-in roles are those of the table and hold nothing beyond it', () => {
  expect([...builtInRoles.keys()]).toEqual(roles);
  expect(new Set([...builtInRoles.values()].flat())).toEqual(new Set(rows.map(([permission]) => permission)));
});
