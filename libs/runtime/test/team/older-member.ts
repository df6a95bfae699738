import { defineKind } from '@benchline/runtime';
import type { Member } from './member.ts';
import { memberKind } from './member.ts';

/**
 * Members as today's code knows them. In schema 1 they had `group` in place of `team` and `isOwner` in place of `role`; the commits of
 * fixtures/members-schema-1.ndjson were written so.
 */
export const upcastMemberKind = defineKind<Member>({
  ...memberKind,
  schema: 2,
  upcasters: [
    ({ group, isOwner, ...fields }) => ({
      ...fields,
      ...(group === undefined ? {} : { team: group }),
      ...(isOwner === undefined ? {} : { role: isOwner === true ? 'owner' : 'member' }),
    }),
  ],
});
