import type { Channel } from '@benchline/rpc';
import type { FastifyInstance } from 'fastify';
import { sendJson } from './answer.ts';
import { unpressed } from './limits/pressure.ts';

export type Phase = 'starting' | 'ready' | 'draining';

export interface ProbeSources {
  readonly version: string;
  readonly phase: () => Phase;
  readonly channels: Readonly<Record<string, Channel>>;
  readonly now: () => number;
  /** Monotonic milliseconds. */
  readonly clock: () => number;
}

type DependencyStates = Readonly<Record<string, 'up' | 'down'>>;

/** How long a dependency may take to say that it is well. */
const healthDeadlineMs = 1_000;
/** How long what they said is told again: whoever asks, and how often, the dependencies are asked once in that time. */
const statesKeptMs = 1_000;

/** Adds what orchestrators and operators ask without a credential. A dependency that is away doesn't make the gateway unready. */
export function addProbes(app: FastifyInstance, sources: ProbeSources): void {
  const statesNow = keptStates(sources);
  app.get('/healthz', unpressed, (_request, reply) => {
    sendJson(reply, 200, { status: 'ok' });
  });
  app.get('/version', unpressed, (_request, reply) => {
    sendJson(reply, 200, { name: 'benchline', version: sources.version });
  });
  app.get('/readyz', unpressed, async (_request, reply) => {
    const dependencies = await statesNow();
    const status = sources.phase();
    sendJson(reply, status === 'ready' ? 200 : 503, { status, dependencies });
    return reply;
  });
}

/** The states of the dependencies, from one look at them for all who ask while it is made and shortly after. */
function keptStates(sources: ProbeSources): () => Promise<DependencyStates> {
  let look: Promise<DependencyStates> | undefined;
  let lookedAt = -Infinity;
  return () => {
    if (look !== undefined && sources.clock() - lookedAt < statesKeptMs) return look;
    lookedAt = Infinity;
    look = dependencyStates(sources).finally(() => {
      lookedAt = sources.clock();
    });
    return look;
  };
}

async function dependencyStates({ channels, now }: ProbeSources): Promise<DependencyStates> {
  const deadline = now() + healthDeadlineMs;
  const states = Object.entries(channels).map(async ([owner, channel]) => {
    const healthy = await channel.healthy({ deadline });
    return [owner, healthy ? 'up' : 'down'] as const;
  });
  return Object.fromEntries(await Promise.all(states));
}
