import type { RequirementGroup } from './requirement-group.ts';

/** What people, machines and those who administer them can rely on. */
export const identity: readonly RequirementGroup[] = [
  {
    spec: 'first-start.md, Two commands',
    status: 'active',
    promises: {
      'first-start.owner': 'The first owner and organization are made once on an empty store',
      'first-start.link': 'Without the settings a one-time set-up link is printed that makes them',
      'first-start.sealing-key':
        'BENCHLINE_SEALING_KEY seals secrets at rest; several, newest first, while one is replaced',
      'first-start.ready': '/readyz is ready before the first owner exists',
      'first-start.trusted-proxies':
        'X-Forwarded-For names the source address where a trusted proxy sends it, and nowhere else',
    },
  },
  {
    spec: 'first-start.md, Sign-in',
    status: 'active',
    promises: {
      'sign-in.session': 'Sign-in gives a token and a cookie, and cookie writes need the CSRF token',
      'sign-in.invalid':
        'Unknown people, wrong passwords, service accounts and wrong organizations are 401 Invalid email or password alike',
      'sign-in.organization':
        'A person of several organizations names one by id or name, else 409 organization_required with the list',
      'sign-in.lockout': 'After the tenth failure in a row sign-in is 429 for a time',
      'sign-in.equal-work': 'A sign-in does the same work for known and unknown people',
      'sign-in.sign-out': 'After signing out the token is accepted nowhere',
      'sign-in.idle': 'A session ends when it was idle for too long, and at the latest after its longest time',
      'sign-in.me': 'GET /auth/me tells person, organization, role, permissions and the CSRF token',
      'sign-in.password':
        'A new password has 12 characters at least, is none of the commonest, and ends other sessions',
      'sign-in.origin': 'A write by cookie from a foreign origin is refused',
      'organizations.create':
        'A signed-in person may found an organization where sign-up is on; the first owner always',
      'people.invitation': 'A known person is invited and belongs to the organization after accepting',
      'people.no-password':
        'Nobody sets the password of a person who exists: inviting a known e-mail with a password is 422',
      'people.crash-safe':
        'What a call that died left half done, the same call or the next sign-in completes, never twice',
      'people.private': 'No password, token, address or hash of one stands in the log',
      'people.name-private': 'An invitation does not tell whose address it is',
      'people.set-up': 'A set-up link works once, within 7 days',
    },
  },
  {
    spec: 'first-start.md, Administration',
    status: 'active',
    promises: {
      'admin.people': 'People are listed, made, invited, disabled and given roles; it acts on the next request',
      'admin.last-owner': 'An organization keeps at least one owner, whatever runs at the same time: 409 last_owner',
      'admin.role-missing': 'Nobody gives what they do not have: only an owner makes an owner, 403 role_missing',
      'admin.roles': 'Custom roles are made, changed and deleted; built-in ones and those in use stay',
      'admin.service-accounts': 'Service accounts have one role, and disabling one revokes its keys for good',
      'admin.successes': 'Successes are 201 for what was made, 204 for DELETE and sign-out, else 200 with the record',
      'admin.name-taken': 'A name that another of its kind has is 409 name_taken',
      'audit.filters': 'The audit is filtered by entity, actor, action, from, to and outcome',
      'admin.audit': 'Sign-ins, failures, refusals and administrative acts are in the audit, with actor and credential',
      'admin.strangers': 'Sign-ins of nobody known are counted per minute and address, not logged one by one',
    },
  },
  {
    spec: 'first-start.md, Roles',
    status: 'active',
    promises: {
      'roles.matrix': 'Built-in roles hold what the table of the spec says, and every declared scope has its row',
      'roles.owners-only': 'No custom role makes owners: that permission is of the role owner alone',
    },
  },
  {
    spec: 'integration-api.md, Authentication',
    status: 'active',
    promises: {
      'auth.secret-hash': 'Only a hash of a key is stored, and its secret is shown once',
      'auth.session-surface': 'A session on the integration surface is 401 API key required',
      'auth.people-routes': 'A key on a route for people is 403 session_required',
      'auth.role': 'A role that lacks the permission is 403 role_missing',
      'auth.organization-header': "x-organization must match the key's organization",
      'auth.intersection': 'Allowed is what both the role and the key allow, evaluated at each request',
      'auth.signed-principal': 'A service that is called without a principal, or with a forged or expired one, refuses',
      'keys.alphabet': 'The scope alphabet has the scopes of records, and none that is for people only',
      'keys.no-exchange': "A key can't be turned into any other credential",
      'keys.scopes': "A key's scopes are of the alphabet and within its role, else 422",
      'keys.expiry': 'expires_at is a future time, and the key ends with it',
      'keys.revocation': 'Once revoking has answered, no replica accepts the old terms',
      'keys.last-use': 'The last use of a key is shown to the minute',
      'keys.revocation-bounded': 'A revocation answers within the lease time, whatever gateways do',
      'identity.replicas': 'Principals that any replica of identity signed hold everywhere',
      'keys.people-only': 'Keys are managed by signed-in people only',
    },
  },
  {
    spec: 'integration-api.md, Fine print',
    status: 'active',
    promises: {
      'people.email-case': 'E-mail addresses compare without case',
    },
  },
  {
    spec: 'integration-api.md, Errors',
    status: 'active',
    promises: {
      'rate-limit.key': 'Over its rate a key gets 429 rate_limited with Retry-After',
      'rate-limit.address': 'An address without a good credential is limited before identity is asked',
      'leases.outage': 'While identity is away, held credentials work until their lease is over, then 503',
      'rate-limit.headers': 'Answers carry RateLimit and RateLimit-Policy',
      'load.shed': 'Past its capacity the gateway refuses at once with 503 overloaded',
    },
  },
];
