import { CommandServiceService, type ExecuteResponse } from '@benchline/proto/benchline/command/v1/command.ts';
import type { Channel } from '@benchline/rpc';
import { span, SpanKind, type Trace } from '@benchline/telemetry';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Admitted, Asked } from './access/access.ts';
import { cookieFor } from './access/session-cookie.ts';
import { sendAnswer } from './answer.ts';
import type { DeclaredRoute } from './declared-routes.ts';
import { receive, type Edge, type Received } from './edge.ts';
import { commandOf, named } from './execute-request.ts';
import { readBody } from './read-body.ts';
import { whenClosed } from './when-closed.ts';

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

  const answer = async (request: FastifyRequest, reply: FastifyReply, { trace, place }: Received): Promise<void> => {
    const { raw, id, ip } = request;
    const admitted = await admit(edge, { request, reply, surface, declaration });
    // Nobody keeps a place with a body that doesn't come.
    if (takesBody) place.leave();
    const body = takesBody ? await readBody(raw, rules) : noBody;
    try {
      if (takesBody) place.take();
      const params = request.params as Readonly<Record<string, string>>; // the router makes nothing else
      const command = commandOf(route, { raw, id, ip, params, traceId: trace.traceId }, body);
      const execute = ({ traceparent }: Trace): Promise<ExecuteResponse> => {
        const context = () => ({ deadline: edge.now() + edge.requestDeadlineMs, traceparent });
        if (admitted === undefined) return channel.call(CommandServiceService.execute, command, context());
        return edge.access.call(admitted, ({ principal, id }) =>
          channel.call(CommandServiceService.execute, named(command, id), { ...context(), principal }),
        );
      };
      const answered = await span(spanStart, trace, execute);
      if (declaration.session !== undefined) settleSession(edge, reply, { declaration, answered });
      sendAnswer(reply, answered);
    } finally {
      if (body.length > 0) {
        whenClosed(reply.raw, () => {
          edge.memory.give(body.length);
        });
      }
    }
  };

  app.route({
    method,
    url,
    handler: (request, reply) =>
      receive(edge, { route: url, request, reply }, (received) => answer(request, reply, received)),
  });
}

/** `undefined` for an action that anyone may call: a credential that is shown there is nobody's business. */
async function admit({ access }: Edge, asked: Asked): Promise<Admitted | undefined> {
  if (asked.declaration?.audience.includes('anyone') !== true) return access.admit(asked);
  access.admitAnyone(asked);
  return undefined;
}

interface SessionStep extends Pick<DeclaredRoute, 'declaration'> {
  readonly answered: ExecuteResponse;
}

/** What a browser keeps of a session that began or ended. */
function settleSession(edge: Edge, reply: FastifyReply, { declaration, answered }: SessionStep): void {
  const cookie = cookieFor(declaration.session, answered, edge.now());
  if (cookie !== undefined) reply.header('set-cookie', cookie);
}
