import { jetstream, JetStreamApiError, type BatchAck } from '@nats-io/jetstream';
import { nuid, type MsgHdrs, type NatsConnection } from '@nats-io/transport-node';
import type { Message } from '../bus.ts';
import { writeHeaders } from './headers.ts';

/** Fewer go by themselves: for each batch the server makes files and removes them, which takes as long as to sync so many. */
export const batchMessagesMin = 16;
/** A server takes up to 1,000. */
const batchMessagesMax = 256;
/** Of data, in messages of which each is smaller. */
const batchBytesMax = 1024 * 1024;

interface Outlet {
  readonly connection: NatsConnection;
  /** How long the server may take to answer. */
  readonly timeoutMs: number;
  /** Whether the stream takes atomic batches. */
  readonly inBatches: boolean;
  /** Hears why the server refused a batch; its messages go by themselves then. */
  readonly onRefused: (thrown: unknown) => void;
}

/** Keeps messages in the stream, in their order. When it throws, none is under way any more, and some may have been kept. */
export async function publishAll(messages: readonly Message[], outlet: Outlet): Promise<void> {
  for (const batch of batchesOf(messages)) {
    const isKept = outlet.inBatches && batch.length >= batchMessagesMin && (await publishBatch(batch, outlet));
    if (!isKept) await publishEach(batch, outlet);
  }
}

function batchesOf(messages: readonly Message[]): readonly (readonly Message[])[] {
  const batches: Message[][] = [];
  let bytes = 0;
  for (const message of messages) {
    const more = Buffer.byteLength(message.data);
    const open = batches.at(-1);
    if (open === undefined || open.length === batchMessagesMax || bytes + more > batchBytesMax) {
      batches.push([message]);
      bytes = more;
    } else {
      open.push(message);
      bytes += more;
    }
  }
  return batches;
}

/**
 * Publishes messages that are kept together or not at all, and synced together (ADR-50 of NATS). Says whether they were kept: a batch
 * with an id that the stream knows already is refused. Throws when no answer comes.
 *
 * The client has batches of its own, but waits for an answer to the first message before it sends the others, and a stream takes no more
 * than 50 open batches. What goes in one turn is together on its connection, which so has one batch open at most.
 */
async function publishBatch(messages: readonly Message[], outlet: Outlet): Promise<boolean> {
  const id = nuid.next();
  const letters = messages.map((message, index) => ({
    ...message,
    headers: batchHeaders(message, { id, sequence: index + 1 }),
  }));
  const last = letters.pop();
  if (last === undefined) return true;
  for (const { subject, data, headers } of letters) outlet.connection.publish(subject, data, { headers });
  last.headers.set('Nats-Batch-Commit', '1');
  try {
    const options = { headers: last.headers, timeout: outlet.timeoutMs };
    const answer = await jetstream(outlet.connection).publish(last.subject, last.data, options);
    const { count } = answer as Partial<BatchAck>; // the answer to a commit says more than others
    return count === messages.length;
  } catch (thrown) {
    if (!(thrown instanceof JetStreamApiError)) throw thrown;
    outlet.onRefused(thrown);
    return false;
  }
}

function batchHeaders(
  { id, headers = {} }: Message,
  batch: { readonly id: string; readonly sequence: number },
): MsgHdrs {
  const written = writeHeaders(headers);
  written.set('Nats-Msg-Id', id);
  written.set('Nats-Batch-Id', batch.id);
  written.set('Nats-Batch-Sequence', String(batch.sequence));
  return written;
}

async function publishEach(messages: readonly Message[], { connection, timeoutMs }: Outlet): Promise<void> {
  const client = jetstream(connection);
  const answers = messages.map(({ subject, id, data, headers = {} }) =>
    client.publish(subject, data, { msgID: id, timeout: timeoutMs, headers: writeHeaders(headers) }),
  );
  const failed = (await Promise.allSettled(answers)).find(({ status }) => status === 'rejected');
  if (failed?.status === 'rejected') throw failed.reason;
}
