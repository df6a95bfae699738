import type { RequirementGroup } from './requirement-group.ts';

/** Promises whose parts are not built yet. */
export const later: readonly RequirementGroup[] = [
  {
    spec: 'integration-api.md, Resources',
    status: 'planned',
    promises: {
      'files.read': 'Files are listed, read and downloaded in ranges, without a storage address',
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
];
