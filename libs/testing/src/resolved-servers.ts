import { resolveServer, type FoundServer, type ServerResolution } from './resolve-server.ts';
import type { ServerKind } from './server-pins.ts';

const variable = 'RESOLVED_TEST_SERVERS';

/** What a run's set-up found for a kind, as its test files see it. */
export type ResolvedServer = { readonly url: string } | { readonly skipped: string };

/** Resolves every kind once for a whole run, and leaves the answers in the environment that the test processes inherit. */
export async function resolveServers(env: NodeJS.ProcessEnv = process.env): Promise<readonly FoundServer[]> {
  const [mongodb, nats] = await Promise.all([resolveServer('mongodb', env), resolveServer('nats', env)]);
  env[variable] = JSON.stringify({ mongodb: plain(mongodb), nats: plain(nats) });
  return [mongodb, nats].filter((server) => 'url' in server);
}

/** What the set-up of this run found; a run without that set-up has no server. */
export function resolvedServer(kind: ServerKind, env: NodeJS.ProcessEnv = process.env): ResolvedServer {
  const text = env[variable];
  if (text === undefined) return { skipped: "this run's configuration has no globalSetup that looks for servers" };
  return (JSON.parse(text) as Record<ServerKind, ResolvedServer>)[kind]; // written by resolveServers, read by nobody else
}

function plain(server: ServerResolution): ResolvedServer {
  return 'skipped' in server ? { skipped: server.skipped } : { url: server.url };
}
