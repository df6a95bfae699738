import fastify, { type FastifyInstance } from 'fastify';
import type { Socket } from 'node:net';
import { answerBrokenRequest, malformedRequest, rawAnswer, type ConnectionFailure } from './broken-request.ts';
import type { GatewayConfig } from './config.ts';
import { requestIdOf } from './request-id.ts';

export interface ServerOptions {
  /** Hears of what was no request. */
  readonly broken: (reason: string) => void;
  /** How long an answer may stand still, because nobody reads it, before its connection is closed. */
  readonly answerStallMs: number;
}

/** How often Node looks for requests that take too long. */
const timeoutCheckMs = 5_000;
/** A path that no route has: they all begin with a slash. */
const noRoute = '*';

/** An HTTP server with the edge's limits and no routes. It leaves bodies to the routes: they decide who may send one. */
export function createHttpServer(config: GatewayConfig, options: ServerOptions): FastifyInstance {
  const app = fastify({
    genReqId: (raw) => requestIdOf(raw.headers['x-request-id']),
    requestIdHeader: false,
    trustProxy: config.trustedProxies.length > 0 ? [...config.trustedProxies] : false,
    requestTimeout: config.receiveTimeoutMs,
    keepAliveTimeout: config.keepAliveTimeoutMs,
    // Requests that come while the server closes are answered like any other; the default answer to them is not ours.
    return503OnClosing: false,
    http: {
      maxHeaderSize: config.headerBytesMax,
      headersTimeout: config.receiveTimeoutMs,
      connectionsCheckingInterval: Math.min(timeoutCheckMs, config.receiveTimeoutMs),
      // Both are looked at by the routes, whose answer has a body and a request id.
      joinDuplicateHeaders: true,
      requireHostHeader: false,
    },
    routerOptions: {
      // The header limit bounds parameters; a long one is a record that doesn't exist.
      maxParamLength: config.headerBytesMax,
      // Repeated parameters and their order matter: query.ts reads the target itself.
      querystringParser: () => ({}),
    },
    // A path that can't be decoded comes without a look at trusted proxies and at pressure. As a path that nobody knows it gets both.
    frameworkErrors: (_error, { raw }, reply) => {
      app.routing(Object.assign(raw, { originalUrl: raw.url, url: noRoute }), reply.raw);
    },
    clientErrorHandler: (failure, socket) => {
      refuse(failure, socket, options.broken);
    },
  });
  for (const method of ['POST', 'PATCH', 'PUT', 'DELETE', 'OPTIONS', 'QUERY']) {
    app.addHttpMethod(method, { hasBody: false, overrideExisting: true });
  }
  app.addHook('onSend', (_request, reply, _payload, done) => {
    // Of a socket on which nothing moves: slow readers are let be, and waiting for a service is over by now.
    reply.raw.setTimeout(options.answerStallMs);
    done();
  });
  watchConnections(app, config.connectionsMax, options.broken);
  return app;
}

function watchConnections({ server }: FastifyInstance, connectionsMax: number, broken: ServerOptions['broken']): void {
  server.maxConnections = connectionsMax;
  server.on('connection', (socket) => {
    // Asked for once, an address is kept by Node: else whoever resets a connection leaves requests without one.
    if (socket.remoteAddress === undefined) socket.destroy();
  });
  // An expectation that we don't know is no reason to refuse (RFC 9110, 10.1.1 leaves it to us).
  server.on('checkExpectation', (request, response) => server.emit('request', request, response));
  server.on('connect', (_request, socket) => {
    broken('connect');
    socket.on('error', () => socket.destroy());
    socket.end(rawAnswer(malformedRequest()));
  });
}

function refuse(failure: ConnectionFailure, socket: Socket, broken: ServerOptions['broken']): void {
  const error = answerBrokenRequest(failure, socket);
  if (error !== undefined) broken(error.reason);
}
