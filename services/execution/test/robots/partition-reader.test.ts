import type { JsMsg } from '@nats-io/jetstream';
import type { NatsConnection } from '@nats-io/transport-node';
import { describeWithOwnServer, eventually } from '@benchline/testing';
import { expect, test } from '@jest/globals';
import { readPartition } from '../../src/robots/partition-reader.ts';
import type { CommandStream } from './command-stream.ts';
import { commandStreamLab, drained, partOfOrganization1 as partition, timeoutMs } from './command-stream.ts';

const room = (): Promise<void> => Promise.resolve();

function reading(connection: NatsConnection, signal = new AbortController().signal): AsyncGenerator<JsMsg> {
  return readPartition({ connection, partition, timeoutMs, signal, room });
}

async function take(messages: AsyncGenerator<JsMsg>, count: number): Promise<readonly JsMsg[]> {
  const taken: JsMsg[] = [];
  while (taken.length < count) {
    const next = await messages.next();
    if (next.done === true) break;
    taken.push(next.value);
  }
  return taken;
}

const bodies = (messages: readonly JsMsg[]): readonly string[] => messages.map((message) => message.string());

async function sendNumbers({ send }: CommandStream, from: number, to: number): Promise<readonly string[]> {
  const numbers = Array.from({ length: to - from }, (_, place) => String(from + place));
  await Promise.all(numbers.map((body) => send({ body })));
  return numbers;
}

describeWithOwnServer('nats', 'the reading of a part', () => {
  test('gives what is there and what comes, in order and without a gap, and of its part only', async () => {
    await using lab = await commandStreamLab();
    const there = await sendNumbers(lab, 0, 250);
    await lab.send({ org: 2, body: 'of another part' });
    await using messages = reading(await lab.connection());

    const first = await take(messages, 250);
    for (const message of first) message.ack();
    const coming = take(messages, 100);
    const came = await sendNumbers(lab, 250, 350);

    expect([...bodies(first), ...bodies(await coming)]).toEqual([...there, ...came]);
    expect(first.map(({ redelivered }) => redelivered)).not.toContain(true);
  });

  test('begins with the first message that nobody has answered, whatever was answered behind it', async () => {
    await using lab = await commandStreamLab();
    await sendNumbers(lab, 0, 6);
    await using before = reading(await lab.connection());
    const taken = await take(before, 6);
    for (const place of [0, 1, 4]) taken[place]?.ack();
    await eventually(async () => (await lab.left()) === 3);

    await using after = reading(await lab.connection());

    expect(bodies(await take(after, 3))).toEqual(['2', '3', '5']);
  });

  test('is taken over by who comes later: it ends with an error, and its late answers answer nothing', async () => {
    await using lab = await commandStreamLab();
    await sendNumbers(lab, 0, 3);
    const [connection, other] = [await lab.connection(), await lab.connection()];
    await using first = reading(connection);
    const taken = await take(first, 3);
    const ending = first.next();
    ending.catch(() => undefined);

    await using second = reading(other);
    const again = await take(second, 3);
    for (const message of taken) message.ack();
    await connection.flush();

    await expect(ending).rejects.toThrow('consumer deleted');
    expect([bodies(again), await lab.left()]).toEqual([['0', '1', '2'], 3]);
    for (const message of again) message.ack();
    await drained(lab);
  });

  test('goes to and fro between two that both believe that it is theirs, and loses nothing', async () => {
    await using lab = await commandStreamLab();
    const sent = await sendNumbers(lab, 0, 6);
    const connections = [await lab.connection(), await lab.connection()];

    const got: string[] = [];
    for (let turn = 0; turn < 6; turn += 1) {
      await using messages = reading(connections[turn % 2] as NatsConnection); // one of the two
      const [message] = await take(messages, 1);
      got.push(message?.string() ?? '');
      message?.ack();
      await eventually(async () => (await lab.left()) === sent.length - got.length);
    }

    expect(got).toEqual(sent);
  });

  test('ends with the signal, also while it waits for messages', async () => {
    await using lab = await commandStreamLab();
    const ending = new AbortController();
    await using messages = reading(await lab.connection(), ending.signal);
    const waiting = messages.next();

    ending.abort();

    expect(await waiting).toEqual({ value: undefined, done: true });
  });

  test('ends with an error when its connection is closed', async () => {
    await using lab = await commandStreamLab();
    await lab.send();
    const connection = await lab.connection();
    await using messages = reading(connection);
    await take(messages, 1);

    await connection.close();

    await expect(messages.next()).rejects.toMatchObject({ name: 'ClosedConnectionError' });
  });

  test('asks for nothing while there is no room', async () => {
    await using lab = await commandStreamLab();
    await lab.send();
    const { promise, resolve } = Promise.withResolvers<undefined>();
    const connection = await lab.connection();
    const signal = new AbortController().signal;
    await using messages = readPartition({ connection, partition, timeoutMs, signal, room: () => promise });

    const coming = messages.next();
    const first = await Promise.race([coming.then(() => 'a message'), lab.left()]);
    resolve(undefined);

    expect(first).toBe(1);
    expect(await coming).toMatchObject({ done: false });
  });
});
