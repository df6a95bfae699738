import { randomUUID } from 'node:crypto';
import type { Consumer, JetStreamManager, JsMsg } from '@nats-io/jetstream';
import { AckPolicy, DeliverPolicy, jetstream, JetStreamError, jetstreamManager } from '@nats-io/jetstream';
import type { NatsConnection } from '@nats-io/transport-node';
import { commandStream } from './streams.ts';

export interface ReaderConfig {
  readonly connection: NatsConnection;
  readonly partition: number;
  readonly timeoutMs: number;
  /** Ends the reading. */
  readonly signal: AbortSignal;
  /** Resolves when more may be asked for. */
  readonly room: () => Promise<void>;
}

/** Messages that a replica has of a part and that haven't left the stream: enough for those of many batches, which leave together. */
const unansweredMax = 10_000;
/**
 * What is asked for at once. All parts come on one connection, and the server cuts off who leaves more than its `max_pending` unread: 16 MB
 * in deploy/nats, more than all parts ask for. Any message fits in.
 */
const fetchBytesMax = 1_536 * 1024;
const fetchMs = 10_000;
/** Much longer than a batch takes, and until its messages have left. */
const answerWithinMs = 60_000;
/** A consumer that nobody asks for so long is gone. */
const idleMs = 300_000;

/** Something was lost between the server and here: what comes next may not be next. */
export class OrderLost extends Error {}

/**
 * What is left in a part, from the first message on, in order, without a gap. Takes the part from whoever reads it: his reading ends with
 * an error. Ends with the signal.
 * @throws {OrderLost} and whatever the client throws when the connection or the consumer is lost: then it is begun anew.
 */
export async function* readPartition(config: ReaderConfig): AsyncGenerator<JsMsg> {
  const { signal, room } = config;
  const consumer = await newConsumer(config);
  let delivered = 0;
  while (!signal.aborted) {
    await room();
    const messages = await consumer.fetch({ max_bytes: fetchBytesMax, expires: fetchMs });
    const stop = (): void => {
      messages.stop();
    };
    signal.addEventListener('abort', stop, { once: true });
    try {
      for await (const message of messages) {
        checkNext(message, (delivered += 1));
        yield message;
      }
    } catch (error) {
      if (!isFull(error)) throw error;
    } finally {
      signal.removeEventListener('abort', stop);
      messages.stop();
    }
  }
}

function checkNext({ info }: JsMsg, expected: number): void {
  if (info.deliverySequence !== expected) throw new OrderLost('the server has delivered more than came');
}

/** Whether the server has ended a fetch because it is full: the next message comes with the next one. */
function isFull(error: unknown): boolean {
  return error instanceof JetStreamError && /^(batch completed|message size exceeds maxbytes)$/.test(error.message);
}

/** A consumer from the first message that is left: what is through has left the stream, so all before are done. */
async function newConsumer({ connection, partition, timeoutMs }: ReaderConfig): Promise<Consumer> {
  const manager = await jetstreamManager(connection, { timeout: timeoutMs, checkAPI: false });
  const prefix = `intake-${String(partition)}-`;
  await removeOthers(manager, prefix);
  const name = `${prefix}${randomUUID()}`;
  await manager.consumers.add(commandStream, {
    name,
    filter_subject: `${String(partition)}.lab.>`,
    ack_policy: AckPolicy.Explicit,
    deliver_policy: DeliverPolicy.All,
    ack_wait: answerWithinMs * 1e6,
    max_ack_pending: unansweredMax,
    inactive_threshold: idleMs * 1e6,
  });
  return jetstream(connection, { timeout: timeoutMs }).consumers.get(commandStream, name);
}

/** The server lets a part have one consumer only. */
async function removeOthers({ consumers }: JetStreamManager, prefix: string): Promise<void> {
  for await (const { name } of consumers.list(commandStream)) {
    if (name.startsWith(prefix)) await consumers.delete(commandStream, name);
  }
}
