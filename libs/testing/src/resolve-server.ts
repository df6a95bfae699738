import { dockerAnswers, startContainer } from './docker.ts';
import { ownServers } from './own-server.ts';
import { serverMode } from './server-mode.ts';
import type { ServerKind } from './server-pins.ts';

/** The settings of the product that name a real server. */
export const serverSettings: Readonly<Record<ServerKind, string>> = { mongodb: 'MONGODB_URL', nats: 'NATS_URL' };

export interface FoundServer {
  readonly url: string;
  /** Where it came from, in words. */
  readonly from: string;
  /** Ends it if it was started for this; one that a setting names is left alone. */
  stop(): Promise<void>;
}

export type ServerResolution = FoundServer | { readonly skipped: string };

/**
 * The one way to a real server: the setting, then a container, then a binary of this machine, else the reason why there is none.
 * A way that is there and fails is an error when a server is required of it, and otherwise part of the reason.
 */
export async function resolveServer(kind: ServerKind, env: NodeJS.ProcessEnv = process.env): Promise<ServerResolution> {
  const setting = serverSettings[kind];
  const url = env[setting] ?? '';
  if (url !== '') return { url, from: setting, stop: () => Promise.resolve() };
  if (serverMode(env) === 'settings') {
    return { skipped: `${setting} is not set; BENCHLINE_TEST_SERVERS=auto starts a server where it can` };
  }
  const container = await fromDocker(kind);
  if (!('skipped' in container)) return container;
  const binary = await fromBinary(kind);
  if (!('skipped' in binary)) return binary;
  return { skipped: `${setting} is not set; ${container.skipped}; ${binary.skipped}` };
}

async function fromDocker(kind: ServerKind): Promise<ServerResolution> {
  if (!(await dockerAnswers())) return { skipped: 'no Docker engine answers' };
  try {
    return { ...(await startContainer(kind)), from: 'a container' };
  } catch (error) {
    return { skipped: `a container did not start: ${String(error)}` };
  }
}

async function fromBinary(kind: ServerKind): Promise<ServerResolution> {
  const { start, whyNot } = ownServers[kind];
  const reason = whyNot();
  if (reason !== undefined) return { skipped: reason };
  const server = await start();
  return { url: server.url, from: 'a binary of this machine', stop: () => server[Symbol.asyncDispose]() };
}
