import type { RequirementGroup } from './requirement-group.ts';

/** Promises whose parts are not built yet. */
export const later: readonly RequirementGroup[] = [
  {
    spec: 'integration-api.md, Resources',
    status: 'planned',
    promises: {
      'projects.create': 'Projects are created, read, listed and patched like samples',
      'projects.by-external': 'Projects and experiments are found by external id',
      'experiments.list': 'Experiments are listed with their filters',
      'experiments.patch': 'Experiments are patched, status writes refused',
      'files.read': 'Files are listed, read and downloaded in ranges, without a storage address',
      'docs.swagger': "Swagger UI works under the site's own content security policy",
    },
  },
  {
    spec: 'integration-api.md, Fields',
    status: 'planned',
    promises: {
      'experiments.project': 'An experiment names its project by id or external id, the id wins',
      'fields.variables-json': 'variables_json is an object of up to 64 KiB, replaced whole',
    },
  },
  {
    spec: 'integration-api.md, Ours, additive',
    status: 'planned',
    promises: {
      'bulk.patch': 'Bulk PATCH names records by id or external id',
      'list.updated-since': 'updated_since walks by last change, misses nothing and gives synced_to',
      'archive.record': 'Archiving takes a record off the lists, frees its external id and is audited',
      'external-id.correct': 'A wrong external id is corrected with a reason',
    },
  },
  {
    spec: 'integration-api.md, States',
    status: 'planned',
    promises: {
      'states.experiment': 'Experiments move only by the transitions of the contract',
      'states.sample': 'Samples move only by the transitions of the contract',
      'states.not-allowed': "A transition that isn't allowed is 409 with the allowed ones",
      'qc.review': 'A QC review sets qc_status with a reason',
    },
  },
  {
    spec: 'first-start.md, Other writes',
    status: 'planned',
    promises: {
      'files.upload': 'A file is uploaded for an owner; a foreign owner is 404',
    },
  },
  {
    spec: 'integration-api.md, Errors',
    status: 'planned',
    promises: {
      'rate-limit.key': 'Over its rate a key gets 429 rate_limited with Retry-After',
    },
  },
  {
    spec: 'integration-api.md, Authentication',
    status: 'planned',
    promises: {
      'auth.secret-hash': 'Only a hash of a key is stored, and its secret is shown once',
      'auth.session-surface': 'A session on the integration surface is 401 API key required',
      'auth.people-routes': 'A key on a route for people is 403 session_required',
      'auth.role': 'A role that lacks the permission is 403 role_missing',
      'auth.organization-header': "x-organization must match the key's organization",
      'auth.intersection': 'Allowed is what both the role and the key allow, evaluated at each request',
      'keys.scopes': "A key's scopes are of the alphabet and within its role, else 422",
      'keys.revocation': 'Once revoking has answered, no replica accepts the old terms',
      'keys.people-only': 'Keys are managed by signed-in people only',
    },
  },
  {
    spec: 'integration-api.md, Webhooks',
    status: 'planned',
    promises: {
      'webhooks.events': 'Webhooks fire once per committed change, from any source',
      'webhooks.signatures': 'Deliveries are signed in both ways, also while a secret rotates',
      'webhooks.retries': 'Failed deliveries are retried on schedule and end as dead_letter',
      'webhooks.replay': 'A delivery or a time range is replayed with the same event id',
      'webhooks.isolation': 'A slow receiver delays nobody else',
      'webhooks.targets': 'Private and special addresses are refused and the connection is pinned',
      'events.feed': 'The event feed gives the events in commit order, with a cursor that survives restarts',
    },
  },
  {
    spec: 'integration-api.md, Fine print',
    status: 'planned',
    promises: {
      'webhooks.held': 'Held deliveries go out in order when the subscription is on again',
    },
  },
  {
    spec: 'integration-api.md, Administration',
    status: 'planned',
    promises: {
      'activity.calls': 'Every call made with a key, refused ones too, is in the API activity',
    },
  },
  {
    spec: 'first-start.md, Two commands',
    status: 'planned',
    promises: {
      'first-start.owner': 'The first owner and organization are made once on an empty store',
    },
  },
  {
    spec: 'first-start.md, Sign-in',
    status: 'planned',
    promises: {
      'sign-in.session': 'Sign-in gives a token and a cookie, and cookie writes need the CSRF token',
      'sign-in.lockout': 'After the tenth failure in a row sign-in is 429 for a time',
    },
  },
  {
    spec: 'first-start.md, Administration',
    status: 'planned',
    promises: {
      'admin.people': 'People, roles and service accounts are administered; an owner always stays',
    },
  },
];
