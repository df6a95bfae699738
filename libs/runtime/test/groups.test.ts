import { expect, test } from '@jest/globals';
import type { Action, Committed, Outcome } from '@benchline/runtime';
import { accept, changed, created, entity, internalAction } from '@benchline/runtime';
import { memoryStore } from '@benchline/runtime/testing';
import { withFaults } from '@benchline/store/faults';
import { startTeam } from './play/arena.ts';
import { demote, join, leave } from './team/actions.ts';
import { bulkFor, commandFor, joined, person, told } from './team/commands.ts';
import type { Member } from './team/member.ts';
import { memberKind, memberName } from './team/member.ts';

const inShort = (outcome: Outcome | string): string => (typeof outcome === 'string' ? outcome : 'done');

const endless = { next: 100 };

const member: Member = {
  id: 1,
  version: 1,
  name: 'eve',
  team: 'x',
  role: 'owner',
  active: true,
  email: undefined,
  updatedAt: undefined,
};

/** Each of them breaks a rule of the runtime, or simply breaks. */
const defects: Readonly<Record<string, Action<object>>> = {
  'throws while it decides': internalAction('Throws', {
    load: () => ({}),
    decide: () => {
      throw new TypeError('a bug');
    },
  }),
  'throws while it looks up': internalAction('ThrowsEarly', {
    load: () => {
      throw new TypeError('a bug');
    },
    decide: () => accept(undefined, []),
  }),
  'never stops looking up': internalAction('NeverEnds', {
    load: () => ({ all: (view) => view.entity(memberKind, (endless.next += 1)) }),
    decide: () => accept(undefined, []),
  }),
  'answers with a copy of a record that has private values': internalAction('AnswersCopy', {
    load: () => ({ nameIsTaken: (view) => view.holder(memberName('copied')) !== undefined }),
    decide: (_found, _input, { nextId, now }) => {
      const made = { ...member, id: nextId(memberKind), name: 'copied', email: 'copied@lab', updatedAt: now };
      return accept({ ...made }, [created(memberKind, made)]);
    },
  }),
  'takes a name that it never looked up': internalAction('TakesName', {
    load: () => ({}),
    decide: (_found, _input, { nextId, now }) => {
      const made = { ...member, id: nextId(memberKind), updatedAt: now };
      return accept(made, [created(memberKind, made)]);
    },
  }),
  'takes a number that is not the next': internalAction('TakesNumber', {
    load: () => ({ other: entity(memberKind, 77) }),
    decide: (_found, _input, { now }) => {
      const made = { ...member, active: false, id: 77, updatedAt: now };
      return accept(made, [created(memberKind, made)]);
    },
  }),
  'changes what it did not load': internalAction('Blind', {
    load: () => ({}),
    decide: (_found, _input, { now }) => {
      const after: Member = { ...member, version: 2, updatedAt: now };
      return accept(undefined, changed(memberKind, member, after));
    },
  }),
};

// @req runtime.group-isolation
test.each(Object.keys(defects))('a command that %s costs the others of its group nothing', async (name) => {
  const heard: unknown[] = [];
  const store = memoryStore().view();
  const runtime = startTeam(store, { defect: (error) => heard.push(error) });
  const action = defects[name];
  if (action === undefined) throw new Error(name);

  const outcomes = await Promise.all([
    told(runtime.change(commandFor(join, person('ada')))),
    told(runtime.change(commandFor(action, {}))),
    told(runtime.change(commandFor(join, person('ben')))),
  ]);

  expect(outcomes).toMatchObject([{ reply: { id: 1 } }, 'internal_error', { reply: { id: 2 } }]);
  expect(await store.position(1)).toMatchObject({ head: 1, applied: 1 });
  if (name !== 'throws while it decides') expect(heard).toHaveLength(1);
});

// @req runtime.group-twins
test('twins in one group are settled as if they came one after the other', async () => {
  const store = memoryStore().view();
  const runtime = startTeam(store);
  const ada = commandFor(join, person('ada'), { idempotencyKey: 'k' });

  const outcomes = await Promise.all([
    told(runtime.change(ada)),
    told(runtime.change(ada)),
    told(runtime.change(commandFor(join, person('ada', { team: 'x' })))),
    told(runtime.change(commandFor(leave, { id: 1 }))),
    told(runtime.change(commandFor(join, person('ben', { team: 'team of ada' })))),
  ]);

  expect(outcomes).toMatchObject([
    { replayed: false, reply: { id: 1 } },
    { replayed: true, reply: { id: 1 } },
    'name_taken',
    'last_owner',
    { reply: { id: 2 } },
  ]);
  // Who owns the team could not be loaded before there was one: that takes a second group.
  expect((await store.position(1)).head).toBe(2);
});

// @req runtime.rules-over-records
test.each([
  ['owners leave', [leave, leave, leave], ['done', 'done', 'last_owner']],
  ['owners are demoted', [demote, demote, demote], ['done', 'done', 'last_owner']],
] as const)('a rule over a list holds within a group while %s', async (_what, actions, expected) => {
  const runtime = startTeam(memoryStore().view());
  await joined(runtime, ...['ada', 'ben', 'cem'].map((name) => person(name, { team: 'x' })));

  const outcomes = await Promise.all(
    actions.map((action, index) => told(runtime.change(commandFor(action, { id: 3 - index })))),
  );

  expect(outcomes.map(inShort)).toEqual(expected);
});

test.each([
  ['a full team', ['ada', 'ben', 'cem'], ['done', 'done', 'team_full', 'team_full']],
  ['another team', ['ada', 'ben'], ['done', 'done', 'done', 'team_full']],
])('who leaves %s makes room within the same group', async (_what, present, expected) => {
  const runtime = startTeam(memoryStore().view());
  await joined(runtime, ...present.map((name) => person(name, { team: 'x' })));
  const joining = ['dot', 'eva', 'fay'].map((name) => commandFor(join, person(name, { team: 'x' })));

  const commands = [commandFor(leave, { id: 2 }), ...joining];
  const outcomes = await Promise.all(commands.map((command) => told(runtime.change(command))));

  expect(outcomes.map(inShort)).toEqual(expected);
});

// @req ids.contiguous, runtime.group-isolation
test('a refused command burns no number', async () => {
  const runtime = startTeam(memoryStore().view());

  const outcomes = await Promise.all(
    ['ada', 'ada', 'ada', 'ben'].map((name) => told(runtime.change(commandFor(join, person(name))))),
  );

  expect(outcomes).toMatchObject([{ reply: { id: 1 } }, 'name_taken', 'name_taken', { reply: { id: 2 } }]);
});

// @req runtime.idle-latency
test('a single command on an idle lane goes at once: one append and nothing that waits for company', async () => {
  const calls: string[] = [];
  const store = withFaults(memoryStore().view(), (method) => {
    calls.push(method);
    return undefined;
  });
  const runtime = startTeam(store);
  await runtime.change(commandFor(join, person('ada')));
  calls.length = 0;

  await runtime.change(commandFor(join, person('ben')));

  expect(calls).toEqual(['load', 'append']);
});

test('commands that arrive while a commit is on its way go together', async () => {
  const committed: Committed[] = [];
  const { promise: pause, resolve } = Promise.withResolvers<undefined>();
  const store = withFaults(memoryStore().view(), (method, before) =>
    method === 'append' && before === 0 ? { pause } : undefined,
  );
  const runtime = startTeam(store, { committed: (commit) => committed.push(commit) });

  const first = runtime.change(commandFor(join, person('p0')));
  await new Promise((next) => setImmediate(next));
  const others = Array.from({ length: 20 }, (_, index) =>
    runtime.change(commandFor(join, person(`p${String(index + 1)}`))),
  );
  resolve(undefined);
  await Promise.all([first, ...others]);

  expect(committed).toEqual([
    { org: 1, seq: 1, rows: 1 },
    { org: 1, seq: 2, rows: 20 },
  ]);
});

// @req runtime.fair-lanes
test('an organization whose store calls hang does not hold up another', async () => {
  const { promise: pause, resolve } = Promise.withResolvers<undefined>();
  const memory = memoryStore().view();
  const runtime = startTeam({
    ...memory,
    append: async (commit, ...rest) => {
      if (commit.org === 1) await pause;
      return memory.append(commit, ...rest);
    },
  });
  const hot = Array.from({ length: 50 }, (_, index) => runtime.change(commandFor(join, person(`p${String(index)}`))));

  const other = await runtime.change(commandFor(join, person('ada'), { organizationId: 2 }));

  expect(other.reply).toMatchObject({ id: 1 });
  resolve(undefined);
  await Promise.all(hot);
});

// @req runtime.fair-lanes
test('a command of another organization is done long before the queue of a hot one', async () => {
  const runtime = startTeam(memoryStore().view(), { limits: { groupRows: 5 } });
  const order: string[] = [];
  const hot = Array.from({ length: 200 }, async (_, index) => {
    await runtime.change(commandFor(join, person(`p${String(index)}`)));
    order.push('hot');
  });

  await runtime.change(commandFor(join, person('ada'), { organizationId: 2 }));
  order.push('other');
  await Promise.all(hot);

  expect(order.indexOf('other')).toBeLessThan(20);
});

// @req runtime.commit-size
test.each([
  ['plain', 'x'],
  ['control characters', '\u0001'],
  ['Chinese', '字'],
])('commits stay under 1 MB, whatever the text: %s', async (_what, letter) => {
  const store = memoryStore().view();
  const runtime = startTeam(store);
  const large = [10, 40_000, 90_000, 3, 60_000, 20_000, 5_000, 90_000, 1, 80_000, 90_000];
  const sizes = [...large, ...Array<number>(120).fill(6_000)];
  const people = sizes.map((size, index) => person(`p${String(index)}`, { team: letter.repeat(size) + String(index) }));

  await Promise.all([
    ...people.map((one, index) => runtime.change(commandFor(join, one, { idempotencyKey: `k${String(index)}` }))),
    runtime.change(bulkFor(people.map((one) => ({ ...one, name: `${one.name} b`, role: 'member' })))),
  ]);

  const bodies = [];
  for (let after = 0; ; after += 1) {
    const [row] = await store.commits(1, after, 1);
    if (row === undefined) break;
    bodies.push(Buffer.byteLength(row.body));
  }
  expect(Math.max(...bodies)).toBeLessThan(1_000_000);
  expect(bodies.length).toBeLessThan(people.length / 4);
});

test('too many waiting commands are refused, and those that wait are done', async () => {
  const { promise: pause, resolve } = Promise.withResolvers<undefined>();
  const store = withFaults(memoryStore().view(), (method) => (method === 'append' ? { pause } : undefined));
  const runtime = startTeam(store, { limits: { queuedRows: 3 } });

  const first = told(runtime.change(commandFor(join, person('p'))));
  await new Promise((next) => setImmediate(next));
  const others = ['a', 'b', 'c', 'd', 'e'].map((name) => told(runtime.change(commandFor(join, person(name)))));
  resolve(undefined);

  expect(await first).toMatchObject({ reply: { id: 1 } });
  expect((await Promise.all(others)).map(inShort)).toEqual([
    ...['done', 'done', 'done'],
    ...['overloaded', 'overloaded'],
  ]);
});
