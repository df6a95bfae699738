import { expect, test } from '@jest/globals';
import type { Runtime } from '@benchline/runtime';
import { memoryStore } from '@benchline/runtime/testing';
import type { Store } from '@benchline/store';
import type { Fault } from '@benchline/store/faults';
import { withFaults } from '@benchline/store/faults';
import { eventually } from '@benchline/testing';
import { startTeam } from './play/arena.ts';
import { getMember, join, leave, listMembers, rename } from './team/actions.ts';
import { commandFor, joined, person, told } from './team/commands.ts';

const idempotencyKey = 'k1';

/** Faults of the first appends of a runtime, in order. */
function failingAppends(store: Store, ...faults: readonly (Fault | undefined)[]): Store {
  return withFaults(store, (method, before) => (method === 'append' ? faults[before] : undefined));
}

// @req runtime.lost-insert-answer
test.each([
  ['an insert that did not happen', 'before'],
  ['an insert whose answer was lost', 'after'],
] as const)('%s is repeated, and the caller notices nothing', async (_what, fault) => {
  const store = memoryStore().view();
  const runtime = startTeam(failingAppends(store, fault));

  const outcome = await told(runtime.change(commandFor(join, person('ada'))));

  expect(outcome).toMatchObject({ reply: { id: 1 }, replayed: false });
  expect(await store.position(1)).toMatchObject({ head: 1, applied: 1 });
});

// @req errors.unavailable, idempotency.crash
test('callers are told when the store stays away, and a retry under the key finds the work done', async () => {
  const store = memoryStore().view();
  let away = true;
  const lost = withFaults(store, (method) => (method === 'append' && away ? 'after' : undefined));
  const runtime = startTeam(lost);
  const command = commandFor(join, person('ada'), { idempotencyKey });

  const first = await told(runtime.change(command));
  const meanwhile = await told(runtime.change(commandFor(join, person('ben'))));
  away = false;
  const retried = await eventually(async () => {
    const outcome = await told(runtime.change(command));
    return typeof outcome === 'string' ? undefined : outcome;
  });

  expect([first, meanwhile]).toEqual(['unavailable', 'unavailable']);
  expect(retried).toMatchObject({ replayed: true, reply: { id: 1 } });
  expect((await store.position(1)).head).toBe(1);
});

test('a command that was given up is not done behind the back of its caller', async () => {
  const store = memoryStore().view();
  const rival = startTeam(store);
  let away = true;
  const runtime = startTeam(withFaults(store, (method) => (method === 'append' && away ? 'before' : undefined)));

  const given = await told(runtime.change(commandFor(join, person('ada'))));
  await joined(rival, person('ben'));
  away = false;
  const next = await eventually(async () => {
    const outcome = await told(runtime.change(commandFor(join, person('cem'))));
    return typeof outcome === 'string' ? undefined : outcome;
  });

  expect(given).toBe('unavailable');
  expect(next).toMatchObject({ reply: { id: 2, name: 'cem' } });
  expect((await rival.list(1, listMembers, {})).items).toHaveLength(2);
});

// @req runtime.slow-rival
test('a slow rival that comes back after minutes decides over what came in between', async () => {
  const store = memoryStore().view();
  const { promise: pause, resolve } = Promise.withResolvers<undefined>();
  const slow = startTeam(failingAppends(store, { pause }));
  const quick = startTeam(store);

  const late = told(slow.change(commandFor(join, person('ada', { team: 'x' }))));
  await new Promise((next) => setImmediate(next));
  await joined(quick, person('ben'), person('ada'), person('cem'));
  resolve(undefined);

  expect(await late).toBe('name_taken');
  expect((await store.position(1)).head).toBe(3);
});

// @req runtime.stale-head
test('a runtime whose head is stale learns of its rival before it answers, also when it refuses', async () => {
  const store = memoryStore().view();
  const [one, other] = [startTeam(store), startTeam(store)];
  await joined(one, person('ada'));
  await other.change(commandFor(rename, { id: 1, name: 'ida' }));

  const outcomes = [
    await told(one.change(commandFor(join, person('ida')))),
    await told(one.change(commandFor(join, person('ada')))),
    await told(one.change(commandFor(leave, { id: 3 }))),
  ];

  expect(outcomes).toMatchObject(['name_taken', { reply: { id: 2 } }, 'member_not_found']);
});

// @req runtime.stale-head
test('a refusal that was read from a stale projection is not told', async () => {
  const store = memoryStore().view();
  const other = startTeam(store);
  await joined(other, person('ada'));
  let freed = false;
  const one = startTeam({
    ...store,
    load: async (...given) => {
      const loaded = await store.load(...given);
      // After the load and before the refusal, the name becomes free.
      if (!freed) {
        freed = true;
        await other.change(commandFor(rename, { id: 1, name: 'ida' }));
      }
      return loaded;
    },
  });

  expect(await told(one.change(commandFor(join, person('ada'))))).toMatchObject({ reply: { id: 2 } });
});

test('what looks like a defect because a rival came between two reads is decided again', async () => {
  const store = memoryStore().view();
  const other = startTeam(store);
  let [reads, heard] = [0, 0];
  const one = startTeam(
    {
      ...store,
      load: async (org, wanted, now) => {
        const counters = await store.load(org, { ...wanted, entities: [] }, now);
        if ((reads += 1) === 1) await joined(other, person('ben'));
        const { entities } = await store.load(org, wanted, now);
        return { ...counters, entities };
      },
    },
    { defect: () => (heard += 1) },
  );

  const outcomes = await Promise.all([
    told(one.change(commandFor(leave, { id: 1 }))),
    told(one.change(commandFor(join, person('ada')))),
  ]);

  expect(outcomes).toMatchObject(['last_owner', { reply: { id: 2 } }]);
  expect(heard).toBe(0);
});

// @req runtime.serializable, ids.contiguous
test('six runtimes that race for the next number lose no command and leave no gap', async () => {
  const memory = memoryStore();
  const turn = (): Promise<void> => new Promise((next) => setImmediate(next));
  const rivals = Array.from({ length: 6 }, () => startTeam(memory.view(turn)));

  await Promise.all(
    rivals.map(async (rival, index) => {
      for (let round = 0; round < 10; round += 1) {
        await joined(rival, person(`p${String(index)}-${String(round)}`));
      }
    }),
  );

  const { items } = await startTeam(memory.view()).list(1, listMembers, { limit: 200 });
  expect(items.map((item) => (item as { id: number }).id)).toEqual(
    Array.from({ length: 60 }, (_, index) => 60 - index),
  );
});

const witnesses: Readonly<Record<string, (runtime: Runtime) => Promise<unknown>>> = {
  decides: async (runtime) => (await runtime.change(commandFor(rename, { id: 1, name: 'ida' }))).reply,
  replays: async (runtime) => (await runtime.change(commandFor(join, person('ada'), { idempotencyKey }))).reply,
  reads: (runtime) => runtime.query(1, getMember, { id: 1 }),
  lists: async (runtime) => (await runtime.list(1, listMembers, {})).items[0],
  rehearses: async (runtime) => (await runtime.rehearse(commandFor(rename, { id: 1, name: 'ida' }))).reply,
};

const steps = Array.from({ length: 16 }, (_, index) => index);

// @req runtime.catch-up-first, runtime.crash-between-steps, idempotency.crash
test.each(Object.keys(witnesses))(
  'whoever %s after a death at any step sees all or nothing of a commit',
  async (name) => {
    const seen = [];
    for (const last of steps) {
      const memory = memoryStore();
      let taken = 0;
      const { promise: died, resolve } = Promise.withResolvers<'died'>();
      const dying = startTeam(
        memory.view(() => {
          if ((taken += 1) <= last) return Promise.resolve();
          resolve('died');
          return new Promise(() => undefined);
        }),
      );
      await Promise.race([dying.change(commandFor(join, person('ada'), { idempotencyKey })), died]);
      const committed = (await memory.view().position(1)).head === 1;
      const witness = await told(witnesses[name]?.(startTeam(memory.view())) as never).catch(() => undefined);
      seen.push({ committed, saw: (witness as { id?: number } | undefined)?.id });
    }

    expect(seen.filter(({ committed }) => committed).length).toBeGreaterThan(3);
    for (const { committed, saw } of seen) if (committed || name === 'replays') expect(saw).toBe(1);
  },
);

test('a runtime stops while the store is away, with its callers answered', async () => {
  const away = withFaults(memoryStore().view(), (method) => (method === 'append' ? 'before' : undefined));
  const runtime = startTeam(away, { limits: { retryMs: 5 } });
  const waiting = told(runtime.change(commandFor(join, person('ada'))));

  await runtime.stop();

  expect(await waiting).toBe('unavailable');
});

// @req service.drain
test('a runtime that stops answers what came before and refuses what comes after', async () => {
  const runtime = startTeam(memoryStore().view());
  const before = told(runtime.change(commandFor(join, person('ada'))));
  const stopped = runtime.stop();

  const after = await told(runtime.change(commandFor(join, person('ben'))));
  await stopped;

  expect(await before).toMatchObject({ reply: { id: 1 } });
  expect(after).toBe('unavailable');
});
