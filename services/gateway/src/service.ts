import type { Declarations } from '@benchline/actions';
import type { Bus } from '@benchline/bus';
import type { ServiceTokens } from '@benchline/principal';
import type { Channel } from '@benchline/rpc';
import type { Logger, Meter } from '@benchline/telemetry';
import { productVersion } from '@benchline/telemetry';
import type { FastifyInstance, HTTPMethods } from 'fastify';
import { openAccess } from './access/open-access.ts';
import { addActionRoute } from './action-route.ts';
import { bodyMemory } from './body-memory.ts';
import type { GatewayConfig } from './config.ts';
import { declaredRoutes } from './declared-routes.ts';
import { addDocuments } from './documents.ts';
import { inFlight, receive, type Edge } from './edge.ts';
import { createHttpServer } from './http-server.ts';
import { addPressureValve } from './limits/pressure.ts';
import { observer } from './observe.ts';
import { overloaded } from './overloaded.ts';
import { addPages } from './pages/add-pages.ts';
import { addProbes, type Phase } from './probes.ts';
import { routeTable } from './route-table.ts';
import { answerUnrouted } from './unrouted.ts';

export { edgeSettings } from './config.ts';
export type { GatewayConfig } from './config.ts';

export interface GatewayDrivers {
  /** The way to identity and to each service that owns a declared action, by its name. They stay their maker's to close. */
  readonly channels: Readonly<Record<string, Channel>>;
  readonly declarations: Declarations;
  readonly logger: Logger;
  readonly meter: Meter;
  /** Rings when credentials change. Without a word from it leases run out by themselves. */
  readonly bus: Bus;
  readonly tokens: Pick<ServiceTokens, 'own'>;
  /** Milliseconds since the epoch. */
  readonly now?: () => number;
  /** Milliseconds that never go back, for what is measured in this process alone. */
  readonly monotonic?: () => number;
  /** How long an answer may stand still, because nobody reads it, before its connection is closed. */
  readonly answerStallMs?: number;
}

export interface Gateway {
  readonly url: string;
  readonly port: number;
  /** Refuses new connections, lets running requests end for a bounded time, and resolves when all is closed. */
  stop(): Promise<void>;
}

/** Answers HTTP for every declared action by asking the service that owns it. */
export async function startGateway(config: GatewayConfig, drivers: GatewayDrivers): Promise<Gateway> {
  const { channels, declarations, logger, meter, bus, tokens, now = Date.now } = drivers;
  const { monotonic: clock = () => performance.now(), answerStallMs = answerStallMsDefault } = drivers;
  let phase: Phase = 'starting';

  const requests = inFlight(config.requestsInFlightMax);
  const observe = observer(logger, meter, requests.count);
  const withinMs = Math.min(config.requestDeadlineMs, judgeWithinMsMax);
  const judge = { channel: channelTo(identity, channels), tokens, now, withinMs, logger };
  const { access, stop: stopAccess } = openAccess(config, { judge, bus, meter, clock });
  const edge: Edge = {
    access,
    memory: bodyMemory(config.bodyMemoryBytesMax),
    inFlight: requests,
    observer: observe,
    requestDeadlineMs: config.requestDeadlineMs,
    now,
  };

  const table = routeTable();
  const unrouted = answerUnrouted(edge, table);
  const app = createHttpServer(config, { broken: observe.broken, answerStallMs });
  app.addHook('onRoute', ({ method, url, handler }) => {
    if (handler !== unrouted) for (const each of [method].flat()) table.add(each, url);
  });
  app.setNotFoundHandler(unrouted);
  addPressureValve(app, config, (request, reply) =>
    receive(edge, { route: request.routeOptions.url ?? 'unrouted', request, reply }, () =>
      Promise.reject(overloaded()),
    ),
  );
  addProbes(app, { version: productVersion(), phase: () => phase, channels, now, clock });
  addDocuments(app, declarations, productVersion());
  addPages(app);
  for (const route of declaredRoutes(declarations)) {
    const { owner, bulkOf } = route.declaration;
    const bodyBytesMax = bulkOf === undefined ? config.bodyBytesMax : config.bulkBodyBytesMax;
    addActionRoute(app, edge, { route, channel: channelTo(owner, channels), bodyBytesMax });
  }
  for (const { url, methods } of table.shadowed()) {
    app.route({ method: methods as HTTPMethods[], url, exposeHeadRoute: false, handler: unrouted }); // they come from other routes
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
      await stopAccess();
      observe.stop();
    },
  };
}

const answerStallMsDefault = 30_000;

/** Who judges credentials, and how long that may take. */
const identity = 'identity';
const judgeWithinMsMax = 5_000;

function channelTo(owner: string, channels: GatewayDrivers['channels']): Channel {
  const channel = channels[owner];
  if (channel === undefined) throw new Error(`There is no channel to ${owner}`);
  return channel;
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
