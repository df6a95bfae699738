import { randomUUID } from 'node:crypto';
import type { Store } from '@benchline/store';
import type { Logger } from '@benchline/telemetry';
import type { JsMsg } from '@nats-io/jetstream';
import type { NatsConnection } from '@nats-io/transport-node';
import { pause } from './pause.ts';
import { workPartition } from './partition-worker.ts';
import { sharePartitions } from './partitions.ts';
import type { StreamBounds } from './streams.ts';
import { ensureStreams, partitionCount } from './streams.ts';

/** What brings messages, and has them answered. */
export interface Source {
  readonly connection: NatsConnection;
  /** Makes the streams again, should one be gone. Never rejects. */
  readonly restore: () => Promise<void>;
}

/** Works messages of a source, and answers them there. Must not reject. */
export type WorkMessages = (source: Source, batch: readonly JsMsg[], signal: AbortSignal) => Promise<void>;

export interface SessionConfig extends StreamBounds {
  readonly connection: NatsConnection;
  readonly timeoutMs: number;
  readonly store: Pick<Store, 'records'>;
  readonly logger: Logger;
  /** Milliseconds since the epoch. */
  readonly clock: () => number;
  readonly work: WorkMessages;
}

/** What is done on one connection: what it brought is answered on no other. */
export interface Session {
  /** Ends when what is being worked is told, or can't be told any more. */
  end(): Promise<void>;
}

/** A part of the stream whose worker says nothing for so long goes to another replica. */
const partitionLeaseMs = 6_000;
const retryMs = 1_000;
/** What a message must be able to have, bytes: an outcome is as large, and a letter about a command. */
const payloadMin = 1024 * 1024;

export function beginSession(config: SessionConfig): Session {
  const ending = new AbortController();
  const running = serve(config, ending.signal);
  return {
    end: async () => {
      ending.abort();
      await running;
    },
  };
}

async function serve(config: SessionConfig, signal: AbortSignal): Promise<void> {
  const { connection, timeoutMs, store, logger, clock, work } = config;
  const failed = (error: unknown): void => {
    if (!signal.aborted) logger.warn({ error }, 'commands of robots are late');
  };
  const unfit = whyUnfit(connection);
  if (unfit !== undefined) {
    logger.error(`${unfit}: no commands of robots are taken from it`);
    return;
  }
  await prepareStreams(config, signal, failed);
  if (signal.aborted) return;
  const restore = singly(() => ensureStreams(connection, config, timeoutMs).catch(failed));
  const source = { connection, restore };
  const partitions = sharePartitions({
    ...{
      records: store.records,
      worker: randomUUID(),
      count: partitionCount,
      leaseMs: partitionLeaseMs,
      clock,
      pause,
      failed,
    },
    work: (partition, released) =>
      workPartition({
        ...{ connection, partition, timeoutMs },
        signal: AbortSignal.any([signal, released]),
        workBatch: (batch, over) => work(source, batch, over),
        failed: (error) => {
          failed(error);
          void restore();
        },
      }),
  });
  await new Promise((resolve) => {
    signal.addEventListener('abort', resolve, { once: true });
    if (signal.aborted) resolve(undefined);
  });
  await partitions.stop();
}

function whyUnfit({ info }: NatsConnection): string | undefined {
  if (info?.auth_required !== true) return 'the NATS server lets everybody in';
  if (info.max_payload < payloadMin) return `the NATS server takes less than ${String(payloadMin)} bytes (max_payload)`;
  return undefined;
}

/** One at a time: who asks meanwhile waits for the same. */
function singly(run: () => Promise<void>): () => Promise<void> {
  let running: Promise<void> | undefined;
  return () => {
    running ??= run().finally(() => {
      running = undefined;
    });
    return running;
  };
}

async function prepareStreams(
  config: SessionConfig,
  signal: AbortSignal,
  failed: (error: unknown) => void,
): Promise<void> {
  while (!signal.aborted) {
    try {
      await ensureStreams(config.connection, config, config.timeoutMs);
      return;
    } catch (error) {
      failed(error);
      await pause(retryMs, signal);
    }
  }
}
