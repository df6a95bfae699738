import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { jetstreamManager } from '@nats-io/jetstream';
import type { JsMsg } from '@nats-io/jetstream';
import { connect } from '@nats-io/transport-node';
import type { NatsConnection } from '@nats-io/transport-node';
import { memoryStore } from '@benchline/runtime/testing';
import type { Store } from '@benchline/store';
import { describeWithOwnServer, eventually, startNats, temporaryFolder } from '@benchline/testing';
import { expect, test } from '@jest/globals';
import type { Session } from '../../src/robots/session.ts';
import { beginSession } from '../../src/robots/session.ts';
import { commandStream } from '../../src/robots/streams.ts';
import type { CommandStream } from './command-stream.ts';
import { commandStreamLab, drained, timeoutMs } from './command-stream.ts';
import { intakeLab } from './intake-lab.ts';

interface Replica {
  readonly session: Session;
  readonly connection: NatsConnection;
  /** Organizations whose messages it worked. */
  readonly worked: string[];
}

interface Lab extends AsyncDisposable {
  readonly stream: CommandStream;
  readonly store: Store;
  readonly log: readonly string[];
  readonly begin: (connection?: NatsConnection) => Promise<Replica>;
}

async function lab(): Promise<Lab> {
  const stack = new AsyncDisposableStack();
  const stream = stack.use(await commandStreamLab());
  const { drivers, log } = stack.use(await intakeLab());
  const store = memoryStore().view();
  const begin: Lab['begin'] = async (given) => {
    const connection = given ?? (await stream.connection());
    const worked: string[] = [];
    const work = (_from: unknown, batch: readonly JsMsg[]): Promise<void> => {
      for (const message of batch) {
        worked.push(message.subject.split('.')[2] ?? '');
        message.ack();
      }
      return Promise.resolve();
    };
    const bounds = { commandBytesMax: 8 * 1024 * 1024, replicas: 1 };
    const session = beginSession({
      ...{ connection, timeoutMs, store, logger: drivers.logger, clock: Date.now, work },
      ...bounds,
    });
    stack.defer(() => session.end());
    return { session, connection, worked };
  };
  return { stream, store, log, begin, [Symbol.asyncDispose]: () => stack.disposeAsync() };
}

const organizations = Array.from({ length: 40 }, (_, place) => place + 1);
const sendToAll = ({ send }: CommandStream) => Promise.all(organizations.map((org) => send({ org })));

async function parts({ store }: Lab): Promise<readonly string[]> {
  const taken = await store.records.list(0, 'robot_partitions', { afterKey: '', limit: 100 }, Date.now());
  return taken.map(({ value }) => value);
}

describeWithOwnServer('nats', 'a session', () => {
  test('takes the commands of all organizations, and gives all parts back when it ends', async () => {
    await using all = await lab();
    const one = await all.begin();
    await sendToAll(all.stream);
    await drained(all.stream);

    const held = await parts(all);
    await one.session.end();

    expect(new Set(one.worked).size).toBe(organizations.length);
    expect([held.length, new Set(held).size, await parts(all)]).toEqual([8, 1, []]);
  });

  test('shares the parts with another, and has all again when the other has ended', async () => {
    await using all = await lab();
    const [one, two] = [await all.begin(), await all.begin()];
    const shares = async (): Promise<readonly number[]> =>
      [...Map.groupBy(await parts(all), (worker) => worker).values()].map(({ length }) => length);
    await eventually(async () => (await shares()).join() === '4,4', { timeoutMs: 15_000 });
    await sendToAll(all.stream);
    await drained(all.stream);
    const both = [one.worked.length, two.worked.length];

    await two.session.end();
    await eventually(async () => (await shares()).join() === '8', { timeoutMs: 15_000 });
    await sendToAll(all.stream);
    await drained(all.stream);

    expect(Math.min(...both)).toBeGreaterThan(0);
    expect([both[0] ?? 0, both[1] ?? 0].reduce((sum, count) => sum + count)).toBe(organizations.length);
    expect(one.worked.length + two.worked.length).toBe(2 * organizations.length);
  }, 60_000);

  test('whose connection is gone ends, and the next one on another has its parts', async () => {
    await using all = await lab();
    const one = await all.begin();
    await eventually(async () => (await parts(all)).length === 8);

    await one.connection.close();
    await one.session.end();
    const two = await all.begin();
    await sendToAll(all.stream);
    await drained(all.stream);

    expect([one.worked, two.worked.length]).toEqual([[], organizations.length]);
  });

  test('ends although the server is away', async () => {
    await using all = await lab();
    const one = await all.begin();
    await eventually(async () => (await parts(all)).length === 8);

    await all.stream.nats.kill();
    await one.session.end();

    expect(await parts(all)).toEqual([]);
    await all.stream.nats.restart();
  }, 30_000);

  test.each([
    ['lets everybody in', ''],
    ['max_payload', 'authorization { token: open }, max_payload: 1000000'],
  ])('takes nothing from a server that is not fit for it: %s', async (why, settings) => {
    await using all = await lab();
    await using folder = await temporaryFolder();
    const config = join(folder.path, 'nats.conf');
    await writeFile(config, settings);
    await using server = await startNats({ config, env: () => ({}) });
    const connection = await connect({ servers: server.url, token: 'open' });

    const one = await all.begin(connection);
    await eventually(() => all.log.some((line) => line.includes(why)));
    await one.session.end();
    await connection.close();

    expect(await parts(all)).toEqual([]);
  });

  test('has a stream made again that is gone', async () => {
    await using all = await lab();
    await all.begin();
    await eventually(async () => (await parts(all)).length === 8);
    const { streams } = await jetstreamManager(await all.stream.connection(), { timeout: timeoutMs });

    await streams.delete(commandStream);

    await eventually(async () => (await all.stream.send().catch(() => undefined)) !== undefined, { timeoutMs: 30_000 });
    await drained(all.stream);
  }, 60_000);
});
