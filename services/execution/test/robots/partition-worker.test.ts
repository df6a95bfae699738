import type { JsMsg } from '@nats-io/jetstream';
import type { NatsConnection } from '@nats-io/transport-node';
import { describeWithOwnServer, eventually } from '@benchline/testing';
import { expect, test } from '@jest/globals';
import { workPartition } from '../../src/robots/partition-worker.ts';
import type { CommandStream } from './command-stream.ts';
import { commandStreamLab, drained, partOfOrganization1 as partition, timeoutMs } from './command-stream.ts';

type WorkBatch = (batch: readonly JsMsg[], signal: AbortSignal) => Promise<void>;

interface Working extends AsyncDisposable {
  readonly failures: readonly unknown[];
  readonly batches: readonly (readonly number[])[];
  readonly stop: () => Promise<void>;
}

/** A worker of the part; what it works is through at once, unless told. */
function working(connection: NatsConnection, workBatch: WorkBatch = answer): Working {
  const ending = new AbortController();
  const failures: unknown[] = [];
  const batches: (readonly number[])[] = [];
  const running = workPartition({
    ...{ connection, partition, timeoutMs, signal: ending.signal },
    failed: (error) => failures.push(error),
    workBatch: async (batch, signal) => {
      batches.push(batch.map(({ seq }) => seq));
      await workBatch(batch, signal);
    },
  });
  const stop = async (): Promise<void> => {
    ending.abort();
    await running;
  };
  return { failures, batches, stop, [Symbol.asyncDispose]: stop };
}

function answer(): Promise<void> {
  return Promise.resolve();
}

const many = (send: CommandStream['send'], count: number, body?: Uint8Array) =>
  Promise.all(Array.from({ length: count }, () => send(body === undefined ? {} : { body })));

const numbers = (count: number): readonly number[] => Array.from({ length: count }, (_, place) => place + 1);

/** The order in which messages were worked first. */
const firsts = (...all: readonly Working[]): readonly number[] => [
  ...new Set(all.flatMap(({ batches }) => batches.flat())),
];

describeWithOwnServer('nats', 'the work on a part', () => {
  test('goes in order, in batches of at most 200, while the next one gathers', async () => {
    await using lab = await commandStreamLab();
    await many(lab.send, 700);

    await using worker = working(await lab.connection(), async () => {
      if (worker.batches.length === 1) await eventually(async () => (await lab.unanswered()) >= 300);
      await answer();
    });
    await drained(lab);

    expect(worker.batches.flat()).toEqual(numbers(700));
    const most = Math.max(...worker.batches.map(({ length }) => length));
    expect([most > 100, most <= 200]).toEqual([true, true]);
    expect(worker.failures).toEqual([]);
  });

  // @req robots.backlog
  test('gets through large messages, more than the server leaves unread, without being cut off', async () => {
    await using lab = await commandStreamLab();
    const body = new Uint8Array(500 * 1024);
    await many(lab.send, 120, body);
    const connection = await lab.connection();
    const troubles: unknown[] = [];
    void (async () => {
      for await (const { type } of connection.status()) troubles.push(type);
    })();

    await using worker = working(connection, async () => {
      if (worker.batches.length === 1) await eventually(async () => (await lab.unanswered()) > 5);
      await answer();
    });
    await drained(lab);

    expect(worker.batches.flat()).toEqual(numbers(120));
    expect(Math.max(...worker.batches.map(({ length }) => length))).toBeLessThanOrEqual(4);
    expect([worker.failures, troubles.filter((type) => type === 'disconnect')]).toEqual([[], []]);
  });

  test('that fails is begun again, and loses nothing', async () => {
    await using lab = await commandStreamLab();
    await many(lab.send, 10);
    let fails = 2;

    await using worker = working(await lab.connection(), async () => {
      if (fails > 0) throw new TypeError(`a bug ${String((fails -= 1))}`);
      await answer();
    });
    await drained(lab);

    expect(worker.failures).toMatchObject([{ message: 'a bug 1' }, { message: 'a bug 0' }]);
    expect(firsts(worker)).toEqual(numbers(10));
  });

  test('leaves what it may not have done when it stops, and waits for what it is doing', async () => {
    await using lab = await commandStreamLab();
    await many(lab.send, 3);
    const gate = Promise.withResolvers<undefined>();
    const first = working(await lab.connection(), () => gate.promise);
    await eventually(() => first.batches.length > 0);

    const stopping = first.stop();
    gate.resolve(undefined);
    await stopping;
    await using second = working(await lab.connection());
    await drained(lab);

    expect(first.batches[0]).toContain(1);
    expect(second.batches.flat()).toEqual([1, 2, 3]);
  });

  test('stops at once where there is nothing to do', async () => {
    await using lab = await commandStreamLab();
    const worker = working(await lab.connection());

    await worker.stop();

    expect([worker.batches, worker.failures]).toEqual([[], []]);
  });

  test('by two that both believe that it is theirs goes on, in order, and loses nothing', async () => {
    await using lab = await commandStreamLab();
    await using one = working(await lab.connection());
    await using two = working(await lab.connection());

    for (let round = 0; round < 10; round += 1) await many(lab.send, 20);
    await drained(lab);

    expect(firsts(one, two).toSorted((a, b) => a - b)).toEqual(numbers(200));
    for (const worker of [one, two]) expect(firsts(worker)).toEqual(firsts(worker).toSorted((a, b) => a - b));
  });

  // @req robots.transport-only
  test('goes on in order when the server is killed in the middle of it, twice', async () => {
    await using lab = await commandStreamLab();
    await many(lab.send, 600);
    let kills = 2;
    await using worker = working(await lab.connection(), async () => {
      if ((kills -= 1) >= 0) await lab.nats.restart();
    });
    await drained(lab);

    expect(firsts(worker)).toEqual(numbers(600));
    expect([kills < 0, worker.failures.length > 0]).toEqual([true, true]);
  }, 60_000);
});
