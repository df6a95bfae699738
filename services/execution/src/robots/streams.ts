import type { NamedStream } from '@benchline/bus/streams';
import { updateOrAdd } from '@benchline/bus/streams';
import type { StreamConfig } from '@nats-io/jetstream';
import { DiscardPolicy, jetstreamManager, RetentionPolicy, StorageType } from '@nats-io/jetstream';
import type { NatsConnection } from '@nats-io/transport-node';

export interface StreamBounds {
  /** What may wait to be worked, bytes. A robot that sends more is refused by the server. */
  readonly commandBytesMax: number;
  /** Servers that keep a copy: 3 in a cluster. */
  readonly replicas: number;
}

export const commandStream = 'benchline_commands';
export const deadLetterStream = 'benchline_dead_letters';

/**
 * Commands are spread over so many parts by their organization. Each part is worked by one replica at a time, in order. A change of this
 * number needs an empty stream.
 */
export const partitionCount = 8;

/** A larger message is refused by the server. */
const commandBytesEach = 512 * 1024;
const deadLetterDays = 30;
const deadLetterBytesMax = 256 * 1024 * 1024;

/** Makes the streams, or brings the existing ones to these settings; what is in them stays. */
export async function ensureStreams(
  connection: NatsConnection,
  bounds: StreamBounds,
  timeoutMs: number,
): Promise<void> {
  const { streams } = await jetstreamManager(connection, { timeout: timeoutMs, checkAPI: false });
  for (const settings of [deadLetters(bounds), commands(bounds)]) {
    const { config } = await updateOrAdd(streams, settings);
    // None is not mentioned, although the client's types say so.
    const { duplicate_window: windowNs = 0 } = config as Partial<StreamConfig>;
    if (config.name === commandStream && windowNs > 0) throw new DuplicatesDropped();
  }
}

/** This server drops what has the id of another message. */
export class DuplicatesDropped extends Error {
  constructor() {
    super(
      'the NATS server compares the ids of commands among all robots and would drop some: no commands are taken from it',
    );
  }
}

/** What is worked leaves the stream; a full one takes no more, so nothing is lost. */
function commands({ commandBytesMax, replicas }: StreamBounds): NamedStream {
  return {
    name: commandStream,
    subjects: ['lab.*.cmd.*.>'],
    subject_transform: {
      src: 'lab.*.cmd.*.>',
      dest: `{{partition(${String(partitionCount)},1)}}.lab.{{wildcard(1)}}.cmd.{{wildcard(2)}}.>`,
    },
    storage: StorageType.File,
    retention: RetentionPolicy.Workqueue,
    discard: DiscardPolicy.New,
    max_bytes: commandBytesMax,
    max_msg_size: commandBytesEach,
    // The server compares ids among all senders: one robot's would hide another's, in whatever organization. Here each id is its key's own.
    duplicate_window: 0,
    // Without any source the server takes no window for its default one of two minutes. This one brings nothing.
    sources: [{ name: deadLetterStream, filter_subject: 'lab.none.dead.none' }],
    num_replicas: replicas,
    deny_delete: true,
    // Not `deny_purge`: what is through leaves by a purge.
  };
}

function deadLetters({ replicas }: StreamBounds): NamedStream {
  return {
    name: deadLetterStream,
    subjects: ['lab.*.dead.*'],
    storage: StorageType.File,
    retention: RetentionPolicy.Limits,
    max_bytes: deadLetterBytesMax,
    max_age: deadLetterDays * 24 * 3_600 * 1e9,
    num_replicas: replicas,
  };
}
