import type { Declaration, Declarations } from '@benchline/actions';

const nothing = { typeName: 'benchline.test.v1.Nothing', fields: [] };

function declared(start: Partial<Declaration> & Pick<Declaration, 'name' | 'method' | 'path' | 'scope'>): Declaration {
  return {
    owner: 'execution',
    rpc: `/benchline.test.v1.TestService/${start.name}`,
    summary: start.name,
    success: 200,
    surfaces: ['integration'],
    audience: ['person', 'key'],
    tool: undefined,
    robot: undefined,
    events: [],
    preconditions: [],
    sideEffects: [],
    transitions: [],
    bulkOf: undefined,
    session: undefined,
    severalCommits: false,
    input: nothing,
    output: nothing,
    ...start,
  };
}

const ofPeople = { owner: 'identity', scope: '', surfaces: ['api'], audience: ['person'] } as const;

const actions = [
  declared({ name: 'CreateSample', method: 'POST', path: '/samples', scope: 'samples:create', success: 201 }),
  declared({ name: 'ListSamples', method: 'GET', path: '/samples', scope: 'samples:view' }),
  declared({ name: 'GetSample', method: 'GET', path: '/samples/{id}', scope: 'samples:view' }),
  declared({ name: 'UpdateSample', method: 'PATCH', path: '/samples/{id}', scope: 'samples:edit' }),
  declared({ name: 'DeleteSample', method: 'DELETE', path: '/samples/{id}', scope: 'samples:edit', success: 204 }),
  declared({ name: 'ArchiveSample', method: 'POST', path: '/samples/{id}/archive', scope: 'samples:edit' }),
  declared({
    name: 'GetSampleByExternalId',
    method: 'GET',
    path: '/samples/by-external/{external_id}',
    scope: 'samples:view',
  }),
  declared({
    name: 'BulkCreateSamples',
    method: 'POST',
    path: '/samples/bulk',
    scope: 'samples:create',
    bulkOf: 'CreateSample',
  }),
  declared({
    name: 'ReviewSample',
    method: 'POST',
    path: '/samples/{id}/review',
    scope: 'samples:edit',
    surfaces: ['api'],
    audience: ['person'],
  }),
  declared({ name: 'ListPeople', method: 'GET', path: '/people', scope: 'people:view', surfaces: ['admin'] }),
  declared({
    ...ofPeople,
    name: 'SignIn',
    method: 'POST',
    path: '/auth/sign-in',
    audience: ['anyone'],
    session: 'start',
  }),
  declared({ ...ofPeople, name: 'SetUp', method: 'POST', path: '/auth/set-up', audience: ['anyone'] }),
  declared({ ...ofPeople, name: 'SignOut', method: 'POST', path: '/auth/sign-out', success: 204, session: 'end' }),
  declared({ ...ofPeople, name: 'GetMe', method: 'GET', path: '/auth/me' }),
  declared({ name: 'ListEntries', method: 'GET', path: '/entries', scope: 'audit:view', owner: 'audit' }),
];

/** A few actions of every sort that the gateway tells apart. */
export const testDeclarations: Declarations = {
  actions: new Map(actions.map((action) => [action.name, action])),
  kinds: new Map(),
  events: new Map(),
  scopes: ['audit:view', 'people:view', 'samples:create', 'samples:edit', 'samples:view'],
  keyScopes: [],
};
