import type { Channel } from '@benchline/rpc';
import type { FastifyInstance } from 'fastify';
import { sendJson } from './answer.ts';

export type Phase = 'starting' | 'ready' | 'draining';

export interface ProbeSources {
  readonly version: string;
  readonly phase: () => Phase;
  readonly channels: Readonly<Record<string, Channel>>;
  readonly now: () => number;
}

/** How long a dependency may take to say that it is well. */
const healthDeadlineMs = 1_000;

/** Adds what orchestrators and operators ask without a credential. A dependency that is away doesn't make the gateway unready. */
export function addProbes(app: FastifyInstance, sources: ProbeSources): void {
  app.get('/healthz', (_request, reply) => {
    sendJson(reply, 200, { status: 'ok' });
  });
  app.get('/version', (_request, reply) => {
    sendJson(reply, 200, { name: 'benchline', version: sources.version });
  });
  app.get('/readyz', async (_request, reply) => {
    const dependencies = await dependencyStates(sources);
    const status = sources.phase();
    sendJson(reply, status === 'ready' ? 200 : 503, { status, dependencies });
    return reply;
  });
}

async function dependencyStates({ channels, now }: ProbeSources): Promise<Readonly<Record<string, 'up' | 'down'>>> {
  const deadline = now() + healthDeadlineMs;
  const states = Object.entries(channels).map(async ([owner, channel]) => {
    const healthy = await channel.healthy({ deadline });
    return [owner, healthy ? 'up' : 'down'] as const;
  });
  return Object.fromEntries(await Promise.all(states));
}
