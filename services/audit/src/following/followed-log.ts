import type { FollowedLog } from '@benchline/proto/benchline/audit/v1/audit.ts';
import { defineKind, uniqueName } from '@benchline/runtime';

export const followedService = uniqueName('followed_log.service');

export const followedLogKind = defineKind<FollowedLog>({
  name: 'followed_log',
  claims: ({ service }) => (service === undefined ? [] : [followedService(service)]),
});
