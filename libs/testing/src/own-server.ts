import { startMongo, whyNoMongo } from './mongo-server.ts';
import { startNats, whyNoNats } from './nats-server.ts';
import type { RunningServer } from './running-server.ts';
import type { ServerKind } from './server-pins.ts';

export interface OwnServer {
  readonly start: () => Promise<RunningServer>;
  /** What is missing to start one, or `undefined`. */
  readonly whyNot: () => string | undefined;
}

/** The servers that can be started from binaries on this machine. */
export const ownServers: Readonly<Record<ServerKind, OwnServer>> = {
  mongodb: { start: startMongo, whyNot: whyNoMongo },
  nats: { start: startNats, whyNot: whyNoNats },
};
