import fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import type { Socket } from 'node:net';
import { answerBrokenRequest, malformedRequest, rawAnswer, type ConnectionFailure } from './broken-request.ts';
import type { GatewayConfig } from './config.ts';
import { requestIdOf } from './request-id.ts';

export interface ServerHooks {
  /** Answers a request whose path can't be decoded. */
  readonly unrouted: (request: FastifyRequest, reply: FastifyReply) => Promise<FastifyReply>;
  /** Hears of what was no request. */
  readonly broken: (reason: string) => void;
}

/** How often Node looks for requests that take too long. */
const timeoutCheckMs = 5_000;

/** An HTTP server with the edge's limits and no routes. It leaves bodies to the routes: they decide who may send one. */
export function createHttpServer(config: GatewayConfig, hooks: ServerHooks): FastifyInstance {
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
    frameworkErrors: (_error, request, reply) => void hooks.unrouted(request, reply),
    clientErrorHandler: (failure, socket) => {
      refuse(failure, socket, hooks.broken);
    },
  });
  for (const method of ['POST', 'PATCH', 'PUT', 'DELETE', 'OPTIONS']) {
    app.addHttpMethod(method, { hasBody: false, overrideExisting: true });
  }
  app.server.maxConnections = config.connectionsMax;
  // An expectation that we don't know is no reason to refuse (RFC 9110, 10.1.1 leaves it to us).
  app.server.on('checkExpectation', (request, response) => app.server.emit('request', request, response));
  app.server.on('connect', (_request, socket) => {
    hooks.broken('connect');
    socket.on('error', () => socket.destroy());
    socket.end(rawAnswer(malformedRequest()));
  });
  return app;
}

function refuse(failure: ConnectionFailure, socket: Socket, broken: ServerHooks['broken']): void {
  const error = answerBrokenRequest(failure, socket);
  if (error !== undefined) broken(error.reason);
}
