import { CommandServiceService } from '@benchline/proto/benchline/command/v1/command.ts';
import type { Channel } from '@benchline/rpc';
import { span, SpanKind, type Trace } from '@benchline/telemetry';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { sendAnswer } from './answer.ts';
import { readCredentials } from './authenticate.ts';
import { authorize } from './authorize.ts';
import type { DeclaredRoute } from './declared-routes.ts';
import { receive, type Edge } from './edge.ts';
import { commandOf } from './execute-request.ts';
import { readBody } from './read-body.ts';

export interface ActionTarget {
  readonly route: DeclaredRoute;
  /** The way to the service that owns the action. */
  readonly channel: Channel;
  readonly bodyBytesMax: number;
}

const noBody = Buffer.alloc(0);

/** Gives a declared action its route. The checks stand in the order of the contract; each but the last is made here. */
export function addActionRoute(app: FastifyInstance, edge: Edge, target: ActionTarget): void {
  const { route, channel } = target;
  const { declaration, method, surface, url } = route;
  const spanStart = { name: `${method} ${url}`, kind: SpanKind.SERVER };
  const rules = { bytesMax: target.bodyBytesMax, memory: edge.memory };
  const takesBody = method !== 'GET' && method !== 'DELETE';

  const answer = async (request: FastifyRequest, reply: FastifyReply, trace: Trace): Promise<void> => {
    const { raw, id, ip } = request;
    const principal = await edge.authenticate(readCredentials(raw.headers));
    authorize(principal, declaration, surface);
    const body = takesBody ? await readBody(raw, rules) : noBody;
    try {
      const params = request.params as Readonly<Record<string, string>>; // the router makes nothing else
      const command = commandOf(route, { raw, id, ip, params, traceId: trace.traceId }, principal, body);
      const execute = (step: Trace) =>
        channel.call(CommandServiceService.execute, command, {
          deadline: edge.now() + edge.requestDeadlineMs,
          traceparent: step.traceparent,
        });
      sendAnswer(reply, await span(spanStart, trace, execute));
    } finally {
      edge.memory.give(body.length);
    }
  };

  app.route({
    method,
    url,
    handler: (request, reply) =>
      receive(edge, { route: url, request, reply }, (trace) => answer(request, reply, trace)),
  });
}
