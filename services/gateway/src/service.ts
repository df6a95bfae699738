import type { Declarations } from '@benchline/actions';
import type { Channel } from '@benchline/rpc';
import type { Logger, Meter } from '@benchline/telemetry';
import type { FastifyInstance } from 'fastify';
import { addActionRoute } from './action-route.ts';
import { bodyMemory } from './body-memory.ts';
import type { GatewayConfig } from './config.ts';
import { declaredRoutes } from './declared-routes.ts';
import { developmentCredential } from './development-credential.ts';
import { addDocuments } from './documents.ts';
import { inFlight, type Edge } from './edge.ts';
import { createHttpServer } from './http-server.ts';
import { observer } from './observe.ts';
import { addProbes, type Phase } from './probes.ts';
import { routeTable } from './route-table.ts';
import { answerUnrouted } from './unrouted.ts';
import { productVersion } from './version.ts';

export { edgeSettings } from './config.ts';
export type { GatewayConfig } from './config.ts';

export interface GatewayDrivers {
  /** The way to each service that owns a declared action, by its name. They stay their maker's to close. */
  readonly channels: Readonly<Record<string, Channel>>;
  readonly declarations: Declarations;
  readonly logger: Logger;
  readonly meter: Meter;
  /** Milliseconds since the epoch. */
  readonly now?: () => number;
}

export interface Gateway {
  readonly url: string;
  readonly port: number;
  /** Refuses new connections, lets running requests end for a bounded time, and resolves when all is closed. */
  stop(): Promise<void>;
}

/** Answers HTTP for every declared action by asking the service that owns it. */
export async function startGateway(config: GatewayConfig, drivers: GatewayDrivers): Promise<Gateway> {
  const { channels, declarations, logger, meter, now = Date.now } = drivers;
  let phase: Phase = 'starting';

  const scopes = config.developmentScopes ?? declarations.scopes;
  warnOfDevelopmentKey(logger, config.developmentKey);
  const requests = inFlight(config.requestsInFlightMax);
  const observe = observer(logger, meter, requests.count);
  const edge: Edge = {
    authenticate: developmentCredential({ key: config.developmentKey, organizationName: config.organization, scopes }),
    memory: bodyMemory(config.bodyMemoryBytesMax),
    inFlight: requests,
    observer: observe,
    requestDeadlineMs: config.requestDeadlineMs,
    now,
  };

  const table = routeTable();
  const unrouted = answerUnrouted(edge, table);
  const app = createHttpServer(config, { unrouted, broken: observe.broken });
  app.addHook('onRoute', ({ method, url }) => {
    for (const each of [method].flat()) table.add(each, url);
  });
  app.setNotFoundHandler(unrouted);
  addProbes(app, { version: productVersion(), phase: () => phase, channels, now });
  addDocuments(app, declarations, productVersion());
  for (const route of declaredRoutes(declarations)) {
    const { owner, bulkOf } = route.declaration;
    const channel = channels[owner];
    if (channel === undefined) throw new Error(`There is no channel to ${owner}, which owns ${route.declaration.name}`);
    const bodyBytesMax = bulkOf === undefined ? config.bodyBytesMax : config.bulkBodyBytesMax;
    addActionRoute(app, edge, { route, channel, bodyBytesMax });
  }

  await app.listen({ host: config.host, port: config.port });
  phase = 'ready';
  const url = app.listeningOrigin;
  logger.info({ url }, 'listening');

  return {
    url,
    port: Number(new URL(url).port),
    async stop() {
      phase = 'draining';
      await drain(app, config.drainTimeoutMs);
      observe.stop();
    },
  };
}

function warnOfDevelopmentKey(logger: Logger, key: string | undefined): void {
  if (key === undefined) {
    logger.warn('nobody can come in: every request is answered 401 until BENCHLINE_DEVELOPMENT_KEY is set');
  } else {
    logger.warn('BENCHLINE_DEVELOPMENT_KEY IS SET: whoever knows it may do everything. Never use it for real data.');
  }
}

/** A connection that was busy when the server closed turns idle, and would stay, so idle ones are closed again and again. */
const idleCheckMs = 50;

async function drain(app: FastifyInstance, timeoutMs: number): Promise<void> {
  const closeIdle = setInterval(() => {
    app.server.closeIdleConnections();
  }, idleCheckMs);
  const closeAll = setTimeout(() => {
    app.server.closeAllConnections();
  }, timeoutMs);
  try {
    await app.close();
  } finally {
    clearInterval(closeIdle);
    clearTimeout(closeAll);
  }
}
