import { describeWithOwnServer, eventually } from '@benchline/testing';
import { jetstreamManager } from '@nats-io/jetstream';
import { connect, type NatsConnection } from '@nats-io/transport-node';
import { expect, test } from '@jest/globals';
import type { Message } from '../bus.ts';
import { connectNats } from './bus.ts';
import { batchMessagesMin, publishAll } from './publish.ts';
import { defaultStream } from './stream.ts';

const stream = defaultStream.name;

describeWithOwnServer('nats', 'batches with a NATS server', (start) => {
  // @req bus.batches
  test('messages that are published together are one batch on the server', async () => {
    await using nats = await start();
    await using lab = await openLab(nats.url);

    await lab.bus.publish(events(20));

    const stored = await lab.stored();
    const [first] = stored;
    expect(stored.map(({ id }) => id)).toEqual(events(20).map(({ id }) => id));
    expect(stored.map(({ place }) => place)).toEqual(events(20).map((_, index) => String(index + 1)));
    expect(first?.batch).not.toBe('');
    expect(stored.every(({ batch }) => batch === first?.batch)).toBe(true);
  });

  test.each([1, batchMessagesMin - 1])('%s at a time are no batch', async (count) => {
    await using nats = await start();
    await using lab = await openLab(nats.url);

    await lab.bus.publish(events(count));

    expect(await lab.stored()).toEqual(alone(events(count)));
  });

  test('whoever hears or replays the messages of a batch gets the headers that they were published with', async () => {
    await using nats = await start();
    await using lab = await openLab(nats.url);
    const heard: unknown[] = [];
    lab.bus.listen('lab.>', ({ headers }) => heard.push(headers));
    const headers = { source: 'execution' };

    await lab.bus.publish(events(20).map((event) => ({ ...event, headers })));

    await eventually(() => heard.length === 20);
    const expected = Array.from({ length: 20 }, () => headers);
    expect(heard).toEqual(expected);
    expect((await lab.bus.replay('lab.>', 100)).map((event) => event.headers)).toEqual(expected);
  });

  test.each([
    ['276 messages', events(276), [256, 20]],
    ['more than 1 MiB', events(34).map((event) => ({ ...event, data: 'x'.repeat(60_000) })), [17, 17]],
    [
      '1 MiB in characters of several bytes',
      events(34).map((event) => ({ ...event, data: '✓'.repeat(20_000) })),
      [17, 17],
    ],
  ])('what is too much for one batch makes several: %s', async (_name, messages, sizes) => {
    await using nats = await start();
    await using lab = await openLab(nats.url);

    await lab.bus.publish(messages);

    const stored = await lab.stored();
    const batches = Object.groupBy(stored, ({ batch }) => batch);
    expect(stored.map(({ id }) => id)).toEqual(messages.map(({ id }) => id));
    expect(Object.values(batches).map((some) => some?.length)).toEqual(sizes);
  });

  // @req bus.batches
  test('of a batch with a message that is kept already the server keeps nothing; then each goes by itself', async () => {
    await using nats = await start();
    await using lab = await openLab(nats.url);
    await lab.bus.publish(events(1));

    await lab.bus.publish(events(20));

    expect(await lab.stored()).toEqual(alone(events(20)));
    expect(lab.troubles).toEqual(['atomic publish batch contains duplicate message id']);
  });

  test('a stream from before there were batches takes them once a bus has connected', async () => {
    await using nats = await start();
    await using lab = await openLab(nats.url, (streams) => streams.add({ name: stream, subjects: ['lab.*.evt.>'] }));

    await lab.bus.publish(events(20));

    expect((await lab.stored()).at(-1)).toMatchObject({ id: '19', place: '20' });
  });

  test('each goes by itself where somebody took the batches from the stream', async () => {
    await using nats = await start();
    await using lab = await openLab(nats.url);
    await lab.streams.update(stream, { allow_atomic: false });

    await lab.bus.publish(events(20));

    expect(await lab.stored()).toEqual(alone(events(20)));
    expect(lab.troubles).toEqual(['atomic publish is disabled']);
  });

  test('each goes by itself, at once, where the stream takes no batches', async () => {
    await using nats = await start();
    await using lab = await openLab(nats.url);

    await publishAll(events(20), outlet(lab.connection, { inBatches: false }));

    expect(await lab.stored()).toEqual(alone(events(20)));
  });

  test('a batch is not taken as kept where the answer does not name all of it', async () => {
    await using nats = await start();
    await using lab = await openLab(nats.url);
    const taken: string[] = [];
    lab.connection.subscribe('other.>', {
      callback: (_error, message) => {
        taken.push(message.headers?.get('Nats-Batch-Sequence') ?? '');
        message.respond(JSON.stringify({ stream: 'other', seq: taken.length }));
      },
    });

    await publishAll(others(20), outlet(lab.connection));

    const places = others(20).map((_, index) => String(index + 1));
    expect(taken).toEqual([...places, ...others(20).map(() => '')]);
  });

  test('a batch that nobody answers is not sent again', async () => {
    await using nats = await start();
    await using lab = await openLab(nats.url);
    const taken: string[] = [];
    lab.connection.subscribe('other.>', { callback: (_error, { subject }) => void taken.push(subject) });

    const publishing = publishAll(others(20), outlet(lab.connection, { timeoutMs: 100 }));

    await expect(publishing).rejects.toMatchObject({ name: 'TimeoutError' });
    await lab.connection.flush();
    expect(taken).toHaveLength(20);
  });
});

function events(count: number): Message[] {
  return Array.from({ length: count }, (_, index) => {
    const id = String(index);
    return { subject: 'lab.7.evt.sample.created', id, data: id };
  });
}

/** What is stored of messages that came each by itself. */
function alone(messages: readonly Message[]) {
  return messages.map(({ id }) => ({ id, batch: '', place: '' }));
}

/** Messages that no stream takes. */
function others(count: number): Message[] {
  return events(count).map((event) => ({ ...event, subject: 'other.subject' }));
}

function outlet(connection: NatsConnection, settings: { inBatches?: boolean; timeoutMs?: number } = {}) {
  return { connection, timeoutMs: 5_000, inBatches: true, onRefused: () => undefined, ...settings };
}

type Streams = Awaited<ReturnType<typeof jetstreamManager>>['streams'];

async function openLab(url: string, before?: (streams: Streams) => Promise<unknown>) {
  const connection = await connect({ servers: url });
  const { streams } = await jetstreamManager(connection);
  await before?.(streams);
  const troubles: string[] = [];
  const onTrouble = (thrown: unknown) => troubles.push((thrown as Error).message); // of the client library
  const bus = await connectNats({ name: 'test', url, onTrouble });
  return {
    ...{ bus, connection, streams, troubles },
    stored: () => readStored(streams),
    [Symbol.asyncDispose]: async () => {
      await bus.close();
      await connection.close();
    },
  };
}

/** What the server wrote down of each message. */
async function readStored(streams: Streams) {
  const { state } = await streams.info(stream);
  const seqs = Array.from({ length: state.messages }, (_, index) => state.first_seq + index);
  return Promise.all(
    seqs.map(async (seq) => {
      const message = await streams.getMessage(stream, { seq });
      const header = (name: string): string => message?.header.get(name) ?? '';
      return { id: header('Nats-Msg-Id'), batch: header('Nats-Batch-Id'), place: header('Nats-Batch-Sequence') };
    }),
  );
}
