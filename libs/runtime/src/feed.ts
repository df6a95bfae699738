import { LogServiceService } from '@benchline/proto/benchline/log/v1/log.ts';
import type { ServiceTokens } from '@benchline/principal';
import type { CallContext, Channel, Served } from '@benchline/rpc';
import { serve } from '@benchline/rpc';
import type { CommitRow, Store } from '@benchline/store';

const commitsMax = 500;
const headsMax = 1000;

/** Another service's log, as those who follow it read it. */
export interface Feed {
  readonly commits: (org: number, after: number) => Promise<readonly CommitRow[]>;
  readonly heads: (afterOrg: number) => Promise<readonly Head[]>;
}

/** An organization and the last commit of its log. */
export interface Head {
  readonly org: number;
  readonly seq: number;
}

/** Offers a service's log to other services, who show that they are. */
export function serveFeed(store: Store, tokens: Pick<ServiceTokens, 'read'>): readonly Served[] {
  return serve(LogServiceService, {
    readCommits: async ({ organizationId, after, limit }, { principal }) => {
      tokens.read(principal);
      const rows = await store.commits(organizationId, after, bounded(limit, commitsMax));
      return { commits: rows.map((row) => Buffer.from(JSON.stringify(row))) };
    },
    listHeads: async ({ afterOrganizationId, limit }, { principal }) => {
      tokens.read(principal);
      const heads = await store.heads(afterOrganizationId, bounded(limit, headsMax));
      return { heads: heads.map(({ org, seq }) => ({ organizationId: org, seq })) };
    },
  });
}

/** A feed over a channel. `context` makes each call's deadline and trace. */
export function remoteFeed(channel: Channel, context: () => CallContext): Feed {
  return {
    commits: async (org, after) => {
      const request = { organizationId: org, after, limit: commitsMax };
      const { commits } = await channel.call(LogServiceService.readCommits, request, context());
      return commits.map((text) => JSON.parse(Buffer.from(text).toString()) as CommitRow); // written by `serveFeed`
    },
    heads: async (afterOrg) => {
      const request = { afterOrganizationId: afterOrg, limit: headsMax };
      const { heads } = await channel.call(LogServiceService.listHeads, request, context());
      return heads.map(({ organizationId, seq }) => ({ org: organizationId, seq }));
    },
  };
}

/** A service's own log. */
export function ownFeed(store: Store): Feed {
  return {
    commits: (org, after) => store.commits(org, after, commitsMax),
    heads: (afterOrg) => store.heads(afterOrg, headsMax),
  };
}

/** Every organization with its head, in the order of their ids. */
export async function* allHeads({ heads }: Pick<Feed, 'heads'>): AsyncGenerator<Head> {
  let page = await heads(-1);
  for (let last = page.at(-1); last !== undefined; last = page.at(-1)) {
    yield* page;
    page = await heads(last.org);
  }
}

function bounded(asked: number, most: number): number {
  return asked > 0 ? Math.min(asked, most) : most;
}
