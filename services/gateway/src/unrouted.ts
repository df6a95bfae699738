import { AppError } from '@benchline/errors';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { readCredentials } from './authenticate.ts';
import { receive, type Edge } from './edge.ts';
import { pathOf } from './execute-request.ts';
import { routeNotFound } from './route-not-found.ts';
import type { RouteTable } from './route-table.ts';

/** Answers what no route took. Which routes there are is told to those only who show a credential. */
export function answerUnrouted(edge: Edge, table: RouteTable) {
  return (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> =>
    receive(edge, { route: 'unrouted', request, reply }, async () => {
      await edge.authenticate(readCredentials(request.raw.headers));
      const methods = table.methodsOf(pathOf(request.raw.url ?? ''));
      // A path with the right shape and method that didn't get through can't be decoded.
      if (methods.length === 0 || methods.includes(request.method)) throw routeNotFound();
      reply.header('allow', methods.join(', '));
      throw new AppError('method_not_allowed', 'method_not_allowed', `This route knows ${methods.join(', ')}`);
    });
}
