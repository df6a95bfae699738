import { expect, test } from '@jest/globals';
import type { Bus, Message } from '@benchline/bus';
import { inProcessBus } from '@benchline/bus';
import { unavailable } from '@benchline/errors';
import type { Follower } from '@benchline/runtime';
import { startPublisher } from '@benchline/runtime';
import { memoryStore } from '@benchline/runtime/testing';
import type { Store } from '@benchline/store';
import { openSqliteStore } from '@benchline/store';
import { eventually, temporaryFolder } from '@benchline/testing';
import { startTeam } from './play/arena.ts';
import { randomFrom } from './play/random.ts';
import { join, leave, rename } from './team/actions.ts';
import { bulkFor, commandFor, joined, person } from './team/commands.ts';
import { teamDeclarations } from './team/declarations.ts';

interface Event {
  readonly id: string;
  readonly type: string;
  readonly subject: string;
  readonly time: string;
  readonly source: string;
  readonly specversion: string;
  readonly data: Readonly<Record<string, unknown>>;
}

const start = (store: Store, bus: Bus): Follower =>
  startPublisher({
    service: 'teams',
    store,
    bus,
    declarations: teamDeclarations,
    clock: () => 1_000,
    catchUp: (org) => startTeam(store).catchUp(org),
    everyMs: 20,
    failed: () => undefined,
  });

async function eventsOn(bus: Bus): Promise<readonly Event[]> {
  const heard = await bus.replay('lab.1.evt.>', 1_000);
  return heard.map(({ data }) => JSON.parse(data) as Event); // a CloudEvent
}

/** A bus that fails at random, whether it kept all, some or none of the messages, and that keeps doubles. */
function shakyBus(random: () => number): Bus & { readonly published: Message[] } {
  const published: Message[] = [];
  return {
    ...inProcessBus({ retain: 1 }),
    published,
    publish: (messages) => {
      const fails = random() < 0.4;
      published.push(...messages.slice(0, fails ? Math.round(random() * messages.length) : messages.length));
      return fails ? Promise.reject(unavailable('the bus')) : Promise.resolve();
    },
  };
}

test('tells of every declared change, in order, each with an id of its own, and of no other', async () => {
  const store = memoryStore().view();
  const bus = inProcessBus({ retain: 100 });
  const runtime = startTeam(store, { clock: () => Date.parse('2026-03-01T08:00:00Z') });
  const publisher = start(store, bus);

  await runtime.change(bulkFor([person('ada', { email: 'ada@example.org' }), person('ben')]));
  await runtime.change(commandFor(rename, { id: 2, name: 'bob' }));
  await joined(runtime, person('cem', { team: 'team of ben' }));
  await runtime.change(commandFor(leave, { id: 2 })); // `member.left` is not declared
  await runtime.change(commandFor(rename, { id: 3, name: 'cim' }));
  publisher.ring(1);
  const events = await eventually(async () => {
    const heard = await eventsOn(bus);
    return heard.length >= 5 ? heard : undefined;
  });
  await publisher.stop();

  expect(events.map(({ id, type, subject, data }) => [id, type, subject, data])).toEqual([
    ['teams-1-1-0', 'member.created', 'member/1', { member_id: 1, name: 'ada', team: 'team of ada' }],
    ['teams-1-1-1', 'member.created', 'member/2', { member_id: 2, name: 'ben', team: 'team of ben' }],
    [
      'teams-1-2-0',
      'member.updated',
      'member/2',
      { member_id: 2, name: 'bob', team: 'team of ben', changed_fields: ['name'] },
    ],
    ['teams-1-3-0', 'member.created', 'member/3', { member_id: 3, name: 'cem', team: 'team of ben' }],
    [
      'teams-1-5-0',
      'member.updated',
      'member/3',
      { member_id: 3, name: 'cim', team: 'team of ben', changed_fields: ['name'] },
    ],
  ]);
  expect(events[0]).toMatchObject({
    specversion: '1.0',
    source: '/organizations/1/teams',
    time: '2026-03-01T08:00:00.000Z',
  });
});

// @req feed.unreliable-bus
test('two replicas on a failing bus tell everything at least once', async () => {
  for (let seed = 1; seed <= 5; seed += 1) {
    const store = memoryStore().view();
    const runtime = startTeam(store);
    const bus = shakyBus(randomFrom(seed));
    const replicas = [start(store, bus), start(store, bus)];
    for (let index = 0; index < 20; index += 1) {
      await joined(runtime, person(`p${String(index)}`));
      for (const replica of replicas) replica.ring(1);
    }

    await eventually(() => new Set(bus.published.map(({ id }) => id)).size === 20, { timeoutMs: 20_000 });
    await Promise.all(replicas.map((replica) => replica.stop()));

    const texts = new Map(bus.published.map(({ id, data }) => [id, data]));
    for (const { id, data } of bus.published) expect(texts.get(id)).toBe(data);
  }
}, 60_000);

test('what is to be told goes to the bus together, up to 256 events at a time, in order', async () => {
  const store = memoryStore().view();
  const runtime = startTeam(store);
  const told: (readonly Message[])[] = [];
  const bus: Bus = {
    ...inProcessBus({ retain: 1 }),
    publish: (messages) => Promise.resolve(void told.push(messages)),
  };
  const names = Array.from({ length: 300 }, (_, index) => `p${String(index)}`);
  for (let next = 0; next < names.length; next += 50) {
    await runtime.change(bulkFor(names.slice(next, next + 50).map((name) => person(name))));
  }

  const publisher = start(store, bus);
  await eventually(() => told.flat().length === names.length);
  await publisher.stop();

  const subjects = told.flat().map(({ data }) => (JSON.parse(data) as Event).subject); // a CloudEvent
  expect(told.map((messages) => messages.length)).toEqual([256, 44]);
  expect(subjects).toEqual(names.map((_, index) => `member/${String(index + 1)}`));
});

test('a publisher that starts anew goes on where the last one ended', async () => {
  const store = memoryStore().view();
  const runtime = startTeam(store);
  const [first, second] = [inProcessBus({ retain: 100 }), inProcessBus({ retain: 100 })];
  await joined(runtime, person('ada'));
  const one = start(store, first);
  await eventually(async () => (await eventsOn(first)).length === 1);
  await eventually(async () => (await store.records.get(1, 'positions', 'publisher', 0))?.value === '1');
  await one.stop();

  await joined(runtime, person('ben'));
  const other = start(store, second);
  await eventually(async () => (await eventsOn(second)).length > 0);
  await other.stop();

  expect((await eventsOn(second)).map(({ subject }) => subject)).toEqual(['member/2']);
});

// @req runtime.catch-up-first
test('an event that comes before projections of a new shape are built says all of its record', async () => {
  await using folder = await temporaryFolder();
  const old = await openSqliteStore({ folder: folder.path, shape: 'v1' });
  const before = start(old, inProcessBus({ retain: 100 }));
  await joined(startTeam(old), person('ada'), person('ben'));
  await eventually(async () => (await old.records.get(1, 'positions', 'publisher', 0))?.value === '2');
  await before.stop();
  await startTeam(old).change(commandFor(rename, { id: 1, name: 'ida' }));
  await old.close();

  const store = await openSqliteStore({ folder: folder.path, shape: 'v2' });
  const bus = inProcessBus({ retain: 100 });
  const publisher = start(store, bus);
  const [event] = await eventually(async () => {
    const heard = await eventsOn(bus);
    return heard.length > 0 ? heard : undefined;
  });
  await publisher.stop();
  await store.close();

  expect(event?.data).toEqual({ member_id: 1, name: 'ida', team: 'team of ada', changed_fields: ['name'] });
});

test('a replica that was slow does not take the position back', async () => {
  const store = memoryStore().view();
  const runtime = startTeam(store);
  const place = async (): Promise<string | undefined> =>
    (await store.records.get(1, 'positions', 'publisher', 0))?.value;
  const { promise: pause, resolve } = Promise.withResolvers<undefined>();
  const { promise: read, resolve: hasRead } = Promise.withResolvers<undefined>();
  const slowStore: Store = {
    ...store,
    commits: async (...given) => {
      const rows = await store.commits(...given);
      hasRead(undefined);
      await pause;
      return rows;
    },
  };
  await joined(runtime, person('ada'));
  const slow = start(slowStore, inProcessBus({ retain: 100 }));
  await read;

  for (const name of ['ben', 'cem']) await joined(runtime, person(name));
  const quick = start(store, inProcessBus({ retain: 100 }));
  await eventually(async () => (await place()) === '3');
  await quick.stop();
  resolve(undefined);
  await slow.stop();

  expect(await place()).toBe('3');
});

// @req runtime.catch-up-first
test('an event of a record that no projection has yet says all of it', async () => {
  const store = memoryStore().view();
  const empty: Store = {
    ...store,
    load: (org, wanted, now) => store.load(org === 1 ? 999 : org, wanted, now),
  };
  const runtime = startTeam(store);
  await Promise.all([
    runtime.change(commandFor(join, person('ada'))),
    runtime.change(commandFor(join, person('ben', { team: 'team of ada' }))),
    runtime.change(commandFor(rename, { id: 1, name: 'ida' })),
  ]);
  const bus = inProcessBus({ retain: 100 });
  const publisher = start(empty, bus);

  await eventually(async () => (await eventsOn(bus)).length === 3);
  await publisher.stop();

  expect((await eventsOn(bus)).map(({ data }) => [data['name'], data['team']])).toEqual([
    ['ada', 'team of ada'],
    ['ben', 'team of ada'],
    ['ida', 'team of ada'],
  ]);
});
