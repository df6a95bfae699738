/** One row of the table of roles: permissions, and the roles that have them. */
interface Row {
  readonly permissions: readonly string[];
  readonly roles: readonly string[];
}

const everybody = ['owner', 'admin', 'scientist', 'technician', 'auditor', 'viewer'];

/** The table of spec/first-start.md, Roles. A test holds it against the declared scopes; what is declared later adds its rows. */
const rows: readonly Row[] = [
  { permissions: ['owners:manage'], roles: ['owner'] },
  {
    permissions: [
      'people:view',
      'people:manage',
      'roles:view',
      'roles:manage',
      'service_accounts:view',
      'service_accounts:manage',
      'api_keys:view',
      'api_keys:manage',
    ],
    roles: ['owner', 'admin'],
  },
  {
    permissions: [
      'projects:create',
      'projects:edit',
      'experiments:create',
      'experiments:edit',
      'experiments:transition',
    ],
    roles: ['owner', 'admin', 'scientist'],
  },
  { permissions: ['samples:create', 'samples:edit'], roles: ['owner', 'admin', 'scientist', 'technician'] },
  { permissions: ['samples:qc', 'samples:transition'], roles: ['owner', 'admin', 'scientist'] },
  { permissions: ['audit:view'], roles: ['owner', 'admin', 'auditor'] },
  {
    permissions: ['projects:view', 'experiments:view', 'samples:view', 'commands:view', 'events:view'],
    roles: everybody,
  },
];

const names = [...everybody, 'none'];

/** The permissions of each built-in role, by its name. */
export const builtInRoles: ReadonlyMap<string, readonly string[]> = new Map(
  names.map((name) => [name, rows.flatMap(({ permissions, roles }) => (roles.includes(name) ? permissions : []))]),
);
