import { hash } from 'node:crypto';
import type { ListRolesResponse, Role } from '@benchline/proto/benchline/identity/v1/admin.ts';
import { RoleServiceService } from '@benchline/proto/benchline/identity/v1/admin.ts';
import { list, procedure } from '@benchline/runtime';
import { builtInRoles } from './built-in-roles.ts';
import { roleKind, roleTerms, shownRole } from './role.ts';

const pageDefault = 50;

const builtIn: readonly Role[] = [...builtInRoles].map(([name, permissions]) => ({
  name,
  permissions: [...permissions],
  builtIn: true,
}));

/** Every role: the built-in ones first, in the order of the table, then the organization's own. */
export const listRoles = procedure(RoleServiceService.listRoles, async ({ limit = pageDefault, cursor }, steps) => {
  const org = steps.call.organizationId;
  const start = cursor === undefined ? 0 : placeOf(org, cursor);
  if (start === undefined) return ownPage(await steps.list(ownRoles, { limit, cursor }), []);
  const shown = builtIn.slice(start, start + limit);
  const end = start + shown.length;
  const own = await steps.list(ownRoles, { limit: Math.max(1, limit - shown.length) });
  if (shown.length < limit) return ownPage(own, shown);
  const more = end < builtIn.length || own.items.length > 0;
  return { items: shown, nextCursor: more ? cursorAt(org, end) : undefined };
});

const ownRoles = list(RoleServiceService.listRoles, {
  kind: roleKind,
  load: () => ({}),
  range: () => ({ by: 'terms', terms: [roleTerms.live] }),
  matches: () => true,
  show: shownRole,
});

interface OwnPage {
  readonly items: readonly unknown[];
  readonly nextCursor: string | undefined;
}

function ownPage({ items, nextCursor }: OwnPage, before: readonly Role[]): ListRolesResponse {
  return { items: [...before, ...(items as readonly Role[])], nextCursor }; // what `ownRoles` shows
}

/** A place among the built-in roles. Cursors of the organization's own are their list's. */
function cursorAt(org: number, place: number): string {
  const checksum = hash('sha256', `roles of ${String(org)}, after ${String(place)}`, 'base64url').slice(0, 11);
  return Buffer.from(`built-in.${String(place)}.${checksum}`).toString('base64url');
}

function placeOf(org: number, cursor: string): number | undefined {
  const places = builtIn.map((_, index) => index + 1);
  return places.find((place) => cursorAt(org, place) === cursor);
}
