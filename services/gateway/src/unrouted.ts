import { basePaths, type Surface } from '@benchline/actions';
import { AppError } from '@benchline/errors';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { receive, type Edge } from './edge.ts';
import { pathOf } from './execute-request.ts';
import { routeNotFound } from './route-not-found.ts';
import type { RouteTable } from './route-table.ts';

/** Answers what no route took. Which routes there are is told to those only whose credential is good. */
export function answerUnrouted(edge: Edge, table: RouteTable) {
  return (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> =>
    receive(edge, { route: 'unrouted', request, reply }, async () => {
      const path = pathOf(request.originalUrl);
      await edge.access.admit({ request, reply, surface: surfaceOf(path), declaration: undefined });
      const methods = table.methodsOf(path);
      // A path with the right shape and method that didn't get through can't be decoded.
      if (methods.length === 0 || methods.includes(request.method)) throw routeNotFound();
      reply.header('allow', methods.join(', '));
      throw new AppError('method_not_allowed', 'method_not_allowed', `This route knows ${methods.join(', ')}`);
    });
}

/** The surface that takes keys only, where the path is one of its. */
function surfaceOf(path: string): Surface | undefined {
  return `${path}/`.startsWith(`${basePaths.integration}/`) ? 'integration' : undefined;
}
