import type { ServiceTokens } from '@benchline/principal';
import type { AuditActor } from '@benchline/proto/benchline/audit/v1/audit.ts';
import { DirectoryServiceService } from '@benchline/proto/benchline/identity/v1/directory.ts';
import type { Channel } from '@benchline/rpc';
import { referenceTo } from './audit-record.ts';

/** The names of actors, by references to them. Whoever isn't known to identity, or has been forgotten, is left out. */
export type NameActors = (
  organizationId: number,
  actors: readonly AuditActor[],
  deadline: number,
) => Promise<ReadonlyMap<string, string>>;

/** Names as identity has them. */
export function remoteNames(channel: Channel, tokens: Pick<ServiceTokens, 'own'>): NameActors {
  return async (organizationId, actors, deadline) => {
    const distinct = [...new Map(actors.map(({ kind, id }) => [referenceTo({ kind, id }), { kind, id }])).values()];
    if (distinct.length === 0) return new Map();
    const context = { deadline, principal: tokens.own() };
    const found = await channel.call(DirectoryServiceService.nameActors, { organizationId, actors: distinct }, context);
    return new Map(found.actors.map((actor) => [referenceTo(actor), actor.name]));
  };
}
