import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { AppError } from '@benchline/errors';
import type { Call, Command, Outcome, Runtime } from '@benchline/runtime';
import { internalAction, readCommit, refuse } from '@benchline/runtime';
import { memoryStore } from '@benchline/runtime/testing';
import type { Store } from '@benchline/store';
import { eventually } from '@benchline/testing';
import { commandKeptMs } from '../src/stored-answer.ts';
import { startTeam } from './play/arena.ts';
import { randomFrom } from './play/random.ts';
import { troubled } from './play/troubles.ts';
import { join } from './team/actions.ts';
import { bulkFor, commandFor, person, told } from './team/commands.ts';

/** Commands of robots: each has an id of its own, and its rows make members of these names. */
function joining(id: string, names: readonly string[], call: Partial<Call> = {}): Command {
  const people = names.map((name) => person(name));
  const [first = person('')] = people;
  const terms = { requestId: id, ...call };
  const command = people.length === 1 ? commandFor(join, first, terms) : bulkFor(people, terms);
  const idempotency = { key: id, fingerprint: id, keptMs: commandKeptMs, robotAction: 'members.join' };
  return { ...command, idempotency };
}

const one = (name: string, call: Partial<Call> = {}): Command => joining(name, [name], call);

/** Names in the order in which the log has them made. */
async function madeIn(store: Store): Promise<readonly string[]> {
  const commits = (await store.commits(1, 0, 10_000)).map((row) => readCommit(row));
  return commits.flatMap(({ entries }) =>
    entries.flatMap(({ changes }) => changes.map(({ after }) => String(after['name']))),
  );
}

async function endings(outcomes: readonly Promise<Outcome>[]): Promise<readonly unknown[]> {
  const all = await Promise.all(outcomes.map((outcome) => told(outcome)));
  return all.map((ending) => (typeof ending === 'string' ? ending : 'done'));
}

/** Asks for commands, and again in their order for all that came to nothing, until all are through. */
async function askUntilThrough(choose: () => Runtime, commands: readonly Command[]): Promise<readonly unknown[]> {
  const ended = new Map<Command, unknown>();
  const round = async (): Promise<boolean> => {
    const left = commands.filter((command) => !ended.has(command));
    const ends = await askOnce(choose(), left);
    for (const [index, command] of left.entries()) if (ends[index] !== 'unavailable') ended.set(command, ends[index]);
    return ended.size === commands.length;
  };
  await eventually(round, { intervalMs: 1, timeoutMs: 20_000 });
  return commands.map((command) => ended.get(command));
}

async function askOnce(runtime: Runtime, commands: readonly Command[]): Promise<readonly unknown[]> {
  try {
    return await endings(runtime.changeInOrder(1, commands));
  } catch (thrown) {
    if (!(thrown instanceof AppError) || thrown.kind !== 'unavailable') throw thrown;
    return commands.map(() => 'unavailable');
  }
}

/** Numbers of rows: 0 is a command that the records refuse. */
const play = fc.record({
  seed: fc.integer(),
  rows: fc.array(fc.integer({ min: 0, max: 4 }), { minLength: 1, maxLength: 25 }),
  replicas: fc.integer({ min: 1, max: 3 }),
  groupRows: fc.integer({ min: 1, max: 6 }),
  commitBytes: fc.constantFrom(1, 700_000),
  failing: fc.double({ min: 0, max: 0.1, noNaN: true }),
});

type Play = typeof play extends fc.Arbitrary<infer One> ? One : never;

/** Lets it happen; answers what the commands came to, and the names that the log has for them. */
async function perform({ seed, rows, replicas, failing, ...limits }: Play) {
  const random = randomFrom(seed);
  const memory = memoryStore();
  await startTeam(memory.view()).change(one('taken'));
  const runtimes = Array.from({ length: replicas }, () =>
    startTeam(memory.view(troubled({ random, failing, slow: 0.05 }).step), { limits }),
  );
  const choose = (): Runtime => runtimes[Math.floor(random() * replicas)] as Runtime; // there are as many
  const names = rows.map((count, index) =>
    Array.from({ length: count }, (_, row) => `${String(index)}-${String(row)}`),
  );
  const commands = names.map((own, index) => joining(`c${String(index)}`, own.length === 0 ? ['taken'] : own));

  // Others come in between, whatever becomes of them.
  const others = rows.map((_, index) => told(choose().change(commandFor(join, person(`other ${String(index)}`)))));
  const ends = await askUntilThrough(choose, commands);
  await Promise.all([...others, ...runtimes.map((runtime) => runtime.stop())]);
  const made = (await madeIn(memory.view())).filter((name) => !name.startsWith('other'));
  return { ends, made, names: names.flat() };
}

// @req robots.in-order
test('commands that came in an order have their effects in that order, each once, whatever fails and how often they are repeated', async () => {
  await fc.assert(
    fc.asyncProperty(play, async (one) => {
      const { ends, made, names } = await perform(one);

      expect(made).toEqual(['taken', ...names]);
      expect(ends).toEqual(one.rows.map((count) => (count === 0 ? 'name_taken' : 'done')));
    }),
    { numRuns: 150 },
  );
}, 60_000);

/** A runtime whose first append waits, with a command on its way there. */
function heldBack(limits: object) {
  const store = memoryStore().view();
  const [begun, gate] = [Promise.withResolvers<undefined>(), Promise.withResolvers<undefined>()];
  const time = { now: 1_000 };
  const runtime = startTeam(
    {
      ...store,
      append: async (...given) => {
        begun.resolve(undefined);
        await gate.promise;
        return store.append(...given);
      },
    },
    { limits, clock: () => time.now },
  );
  const first = told(runtime.change(one('first')));
  return {
    store,
    runtime,
    time,
    begun: begun.promise.then(() => undefined),
    first,
    open: () => {
      gate.resolve(undefined);
    },
  };
}

test('commands for which there is no room are taken all or none', async () => {
  const { store, runtime, begun, first, open } = heldBack({ queuedRows: 5 });
  await begun;
  const waiting = runtime.changeInOrder(1, [one('a'), joining('bc', ['b', 'c'])]);

  expect(() => runtime.changeInOrder(1, [one('x'), one('y'), one('z')])).toThrow(
    expect.objectContaining({ kind: 'unavailable', reason: 'overloaded' }),
  );
  const fitting = runtime.changeInOrder(1, [one('d'), one('e')]);
  open();

  expect(await endings([...waiting, ...fitting])).toEqual(['done', 'done', 'done', 'done']);
  expect(await first).toMatchObject({ reply: { name: 'first' } });
  expect(await madeIn(store)).toEqual(['first', 'a', 'b', 'c', 'd', 'e']);
});

test('commands that are more than may wait are taken where nothing waits', async () => {
  const store = memoryStore().view();
  const runtime = startTeam(store, { limits: { queuedRows: 2, groupRows: 2 } });
  const names = ['a', 'b', 'c', 'd', 'e'];

  const ends = await endings(
    runtime.changeInOrder(
      1,
      names.map((name) => one(name)),
    ),
  );

  expect(ends).toEqual(names.map(() => 'done'));
  expect(await madeIn(store)).toEqual(names);
});

describe('what is behind a command that is to be asked for again', () => {
  test.each([
    ['whose principal is over', { principalEndsAt: 0 }, {}, 'principal_expired'],
    ['that nobody waits for any more', {}, { deadline: 0 }, 'unavailable'],
  ])('%s is not done before it', async (_what, call, fields, reason) => {
    const store = memoryStore().view();
    const runtime = startTeam(store, { limits: { groupRows: 1 } });
    const middle = { ...one('b', call), ...fields };

    const first = await endings(runtime.changeInOrder(1, [one('a'), middle, one('c'), one('d')]));
    const before = await madeIn(store);
    const second = await endings(runtime.changeInOrder(1, [one('b'), one('c'), one('d')]));

    expect([first, before]).toEqual([['done', reason, reason, reason], ['a']]);
    expect(second).toEqual(['done', 'done', 'done']);
    expect(await madeIn(store)).toEqual(['a', 'b', 'c', 'd']);
  });

  test('keeps nobody from being done who is ahead of it', async () => {
    const store = memoryStore().view();
    const commands = [one('a'), one('b', { principalEndsAt: 0 }), one('c')];

    const ends = await endings(startTeam(store).changeInOrder(1, commands));

    expect(ends).toEqual(['done', 'principal_expired', 'principal_expired']);
    expect(await madeIn(store)).toEqual(['a']);
  });

  test('whose principal ends while one ahead of it is being inserted waits for it, and others do not', async () => {
    const { store, runtime, time, begun, open } = heldBack({ commitBytes: 1 });
    const outcomes = runtime.changeInOrder(1, [
      one('a'),
      joining('bc', ['b', 'c'], { principalEndsAt: 5_000 }),
      one('d'),
    ]);
    await begun;
    const other = runtime.changeInOrder(1, [one('x')]);

    time.now = 5_000;
    open();

    expect(await endings(outcomes)).toEqual(['done', 'principal_expired', 'principal_expired']);
    expect(await endings(other)).toEqual(['done']);
    expect(await madeIn(store)).toEqual(['first', 'a', 'x']);
  });
});

test('what is refused, and what is defective, is through, and stops nobody behind it', async () => {
  const store = memoryStore().view();
  const runtime = startTeam(store, { limits: { groupRows: 1 } });
  const refusing = internalAction('Refuses', {
    load: () => ({}),
    decide: () => refuse(new AppError('conflict', 'no', 'No')),
  });
  const failing = internalAction('Fails', {
    load: (): never => {
      throw new TypeError('a bug');
    },
    decide: () => refuse(new AppError('conflict', 'no', 'No')),
  });

  const ends = await endings(
    runtime.changeInOrder(1, [one('a'), commandFor(refusing, {}), one('b'), commandFor(failing, {}), one('c')]),
  );

  expect(ends).toEqual(['done', 'no', 'done', 'internal_error', 'done']);
  expect(await madeIn(store)).toEqual(['a', 'b', 'c']);
});

test('a runtime that stops takes none of them', async () => {
  const runtime = startTeam(memoryStore().view());
  await runtime.stop();

  expect(() => runtime.changeInOrder(1, [one('a')])).toThrow(expect.objectContaining({ kind: 'unavailable' }));
});
