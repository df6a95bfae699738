import { describeWithOwnServer, describeWithServer, eventually } from '@benchline/testing';
import { describe, expect, test } from '@jest/globals';
import { connect } from '@nats-io/transport-node';
import { jetstreamManager } from '@nats-io/jetstream';
import type { Bus } from '../bus.ts';
import { describeBus } from '../contract.ts';
import { connectNats } from './bus.ts';
import { parseNatsUrl } from './servers.ts';

describeWithServer('nats', 'with a NATS server', (server) => {
  // @req bus.contract
  describeBus('NATS', async ({ prefix, onDefect }) => {
    const url = server.url();
    const stream = { name: prefix, subjects: [`${prefix}.*.evt.>`], bytesMax: 10_000_000 };
    const bus = await connectNats({ url, name: 'test', stream, onDefect });
    return closingWith(bus, () => closeWithStream(bus, url, prefix));
  });
});

/** The shared server keeps nothing of a test. */
async function closeWithStream(bus: Bus, url: string, stream: string): Promise<void> {
  await bus.close();
  const connection = await connect({ servers: url });
  const manager = await jetstreamManager(connection);
  await manager.streams.delete(stream).catch(() => false);
  await connection.close();
}

function closingWith(bus: Bus, close: () => Promise<void>): Bus {
  return {
    publish: (messages) => bus.publish(messages),
    ring: (subject, headers) => {
      bus.ring(subject, headers);
    },
    listen: (pattern, handler) => bus.listen(pattern, handler),
    replay: (pattern, limit) => bus.replay(pattern, limit),
    get up() {
      return bus.up;
    },
    close,
  };
}

const event = { subject: 'lab.7.evt.sample.created', id: 'execution-7-1-0', data: '{}' };

describeWithOwnServer('nats', 'with a NATS server that comes and goes', (start) => {
  test('events and bells flow again after the server was killed and came back, and nothing kept is lost', async () => {
    await using nats = await start();
    await using open = await openBus(nats.url);
    const { bus } = open;
    const heard: string[] = [];
    bus.listen('lab.>', ({ subject }) => heard.push(subject));
    await bus.publish([event]);

    await nats.kill();
    await eventually(() => !bus.up);
    await expect(bus.publish([{ ...event, id: 'away' }])).rejects.toMatchObject({ kind: 'unavailable' });
    bus.ring('lab.7.bell');
    await nats.restart();
    await eventually(() => bus.up, { timeoutMs: 10_000 });
    await bus.publish([{ ...event, id: 'execution-7-2-0' }]);
    bus.ring('lab.8.bell');

    await eventually(() => heard.includes('lab.8.bell'));
    expect(heard).toEqual([event.subject, event.subject, 'lab.8.bell']);
    expect(await bus.replay('lab.>', 10)).toHaveLength(2);
  }, 20_000);

  test('a server that is away at the start holds nobody up and is found when it comes', async () => {
    await using nats = await start();
    await nats.kill();
    const heard: string[] = [];
    await using open = await openBus(nats.url, { timeoutMs: 200 });
    const { bus } = open;
    bus.listen('lab.>', ({ subject }) => heard.push(subject));
    const upBefore = bus.up;
    await expect(bus.publish([event])).rejects.toMatchObject({ kind: 'unavailable' });

    await nats.restart();
    await eventually(() => bus.up, { timeoutMs: 10_000 });
    await bus.publish([event]);

    await eventually(() => heard.length === 1);
    expect(upBefore).toBe(false);
  }, 20_000);

  test.each([1, 20])('a stream that vanished under the bus is made again: noticed by %s at a time', async (count) => {
    await using nats = await start();
    await using open = await openBus(nats.url, { timeoutMs: 500 });
    const { bus } = open;
    const events = Array.from({ length: count }, (_, index) => ({ ...event, id: String(index) }));
    const connection = await connect({ servers: nats.url });
    await (await jetstreamManager(connection)).streams.delete('benchline_events');
    await connection.close();

    await expect(bus.publish(events)).rejects.toMatchObject({ kind: 'unavailable' });
    await eventually(() => bus.up);

    await bus.publish(events);
    expect(await bus.replay('lab.>', 100)).toHaveLength(count);
  });

  test('connecting again with other limits changes the stream and keeps what is in it', async () => {
    await using nats = await start();
    await using first = await openBus(nats.url);
    await first.bus.publish([event]);

    await using second = await openBus(nats.url, { stream: { ageHoursMax: 1, bytesMax: 1_000_000 } });

    expect(await second.bus.replay('lab.>', 10)).toHaveLength(1);
    const connection = await connect({ servers: nats.url });
    const { config } = await (await jetstreamManager(connection)).streams.info('benchline_events');
    await connection.close();
    expect(config).toMatchObject({ max_age: 3_600e9, max_bytes: 1_000_000, duplicate_window: 120e9, storage: 'file' });
  });

  test('more messages at a time than may be are refused at once', async () => {
    await using nats = await start();
    await using open = await openBus(nats.url, { publishesMax: 2 });
    const two = [event, { ...event, id: 'two' }];
    const first = open.bus.publish(two);

    await expect(open.bus.publish([{ ...event, id: 'three' }])).rejects.toMatchObject({ kind: 'unavailable' });
    await first;
    await expect(open.bus.publish([...two, event])).rejects.toMatchObject({ kind: 'unavailable' });
  });

  test('another client hears what one rings', async () => {
    await using nats = await start();
    await using one = await openBus(nats.url);
    await using other = await openBus(nats.url);
    const heard: string[] = [];
    other.bus.listen('lab.*.bell', ({ subject }) => heard.push(subject));

    await eventually(() => {
      one.bus.ring('lab.7.bell');
      return heard.length > 0;
    });

    expect(heard[0]).toBe('lab.7.bell');
  });
});

async function openBus(url: string, settings: Partial<Parameters<typeof connectNats>[0]> = {}) {
  const bus = await connectNats({ name: 'test', ...settings, url });
  return { bus, [Symbol.asyncDispose]: () => bus.close() };
}

describe('the address of NATS', () => {
  test.each([
    ['nats://127.0.0.1:4222', { servers: ['127.0.0.1:4222'] }],
    ['nats://a:1, nats://b:2', { servers: ['a:1', 'b:2'] }],
    ['nats://us%40er:p%3Ass@a:1', { servers: ['a:1'], user: 'us@er', pass: 'p:ss' }],
    ['nats://token@a:1', { servers: ['a:1'], token: 'token' }],
    ['tls://a:1', { servers: ['a:1'], tls: {} }],
  ])('%s', (url, expected) => {
    expect(parseNatsUrl(url)).toEqual(expected);
  });

  test.each(['', 'a:1', 'http://secret@a:1', 'nats://'])(
    '%j is none, and the error does not say what it was',
    (url) => {
      expect(() => parseNatsUrl(url)).toThrow(/^The address of NATS is not like nats:\/\/host:port$/);
    },
  );
});
