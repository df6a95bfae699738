import { startMongo, startNats, type RunningServer } from '@benchline/testing/servers';
import type { Part } from './product.ts';

/** A MongoDB wire and a NATS server. */
export interface RunningEngines {
  readonly mongodbUrl: string;
  readonly natsUrl: string;
  /** What of them the product's test may kill; none of shared ones. */
  readonly parts: readonly Part[];
}

export interface OwnEngines extends RunningEngines, AsyncDisposable {
  [Symbol.asyncDispose](): Promise<void>;
}

/** Engines of one's own, to be killed and brought back like the product's processes: FerretDB as `mongodb`, NATS as `nats`. */
export async function startOwnEngines(): Promise<OwnEngines> {
  await using stack = new AsyncDisposableStack();
  const mongo = stack.use(await startMongo());
  const nats = stack.use(await startNats());
  const both = stack.move();
  return {
    mongodbUrl: mongo.url,
    natsUrl: nats.url,
    parts: [enginePart('mongodb', mongo), enginePart('nats', nats)],
    [Symbol.asyncDispose]: () => both.disposeAsync(),
  };
}

/** It runs from the beginning and is its maker's to end. */
export function enginePart(name: string, server: Pick<RunningServer, 'kill' | 'restart'>): Part {
  let running = true;
  return {
    name,
    output: () => '',
    async start() {
      if (!running) await server.restart();
      running = true;
    },
    async kill() {
      await server.kill();
      running = false;
    },
    freeze: () => undefined,
    thaw: () => undefined,
    terminate: () => Promise.resolve(null),
  };
}
