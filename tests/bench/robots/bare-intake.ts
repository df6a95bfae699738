/**
 * The bare line: takes the same messages from a stream of the same server, puts their rows into SQLite by hand, one transaction for all
 * that lies ready, takes them off the stream, and says how many they were. Nobody is judged, nothing is checked, told or audited.
 */
import { connectionOptions } from '@benchline/bus/connection';
import type { JsMsg } from '@nats-io/jetstream';
import {
  AckPolicy,
  DiscardPolicy,
  jetstream,
  jetstreamManager,
  RetentionPolicy,
  StorageType,
} from '@nats-io/jetstream';
import { connect } from '@nats-io/transport-node';
import type { SampleCommand } from '../shapes/command.ts';
import { sqliteByHand } from '../shapes/sqlite-by-hand.ts';
import { bareCommands, bareOutcomes } from './bare-subjects.ts';

const [url = ''] = process.argv.slice(2);
const stream = 'bare_commands';
const name = 'bare';
/** As the product takes them. */
const [batchMax, fetchMax] = [200, 400];

const connection = await connect(connectionOptions({ url, name: 'bare intake' }, 10_000));
const { streams, consumers } = await jetstreamManager(connection);
await streams.add({
  name: stream,
  subjects: [bareCommands],
  storage: StorageType.File,
  // Not a work queue: there the server syncs a mark for each message that is acknowledged; of a purge, one for all.
  retention: RetentionPolicy.Limits,
  discard: DiscardPolicy.New,
  max_bytes: 2 ** 30,
  duplicate_window: 1e9,
});
await consumers.add(stream, { name, ack_policy: AckPolicy.None });
const samples = await sqliteByHand();
process.once('SIGTERM', () => {
  void samples[Symbol.asyncDispose]().then(() => process.exit(0));
});

const ready: JsMsg[] = [];
let soon: NodeJS.Immediate | undefined;
let [doneTo, purging] = [0, false];

function wake(): void {
  soon ??= setImmediate(() => {
    soon = undefined;
    void work();
  });
}

async function work(): Promise<void> {
  const batch = ready.splice(0, batchMax);
  await samples.group(batch.flatMap(rowsOf));
  connection.publish(bareOutcomes, String(batch.length));
  doneTo = batch.at(-1)?.seq ?? doneTo;
  if (!purging) void purge();
  if (ready.length > 0) wake();
}

async function purge(): Promise<void> {
  purging = true;
  for (let gone = 0; gone < doneTo;) {
    gone = doneTo;
    await streams.purge(stream, { filter: bareCommands, seq: gone + 1 });
  }
  purging = false;
}

type Row = SampleCommand['fields'] & { readonly external_id: string };

function rowsOf(message: JsMsg): readonly SampleCommand[] {
  const body = message.json<Row | readonly Row[]>(); // as the generator wrote it
  return [body].flat().map((fields) => ({ externalId: fields.external_id, key: fields.external_id, fields }));
}

const consumer = await jetstream(connection).consumers.get(stream, name);
await consumer.consume({
  max_messages: fetchMax,
  callback: (message) => {
    ready.push(message);
    wake();
  },
});
process.stdout.write('ready\n');
