import { expect, test } from '@jest/globals';
import type { Commit, Feed, Runtime } from '@benchline/runtime';
import { follow, internalAction, internalQuery, ownFeed } from '@benchline/runtime';
import { accept, changed, created, named, refuse, revise, uniqueName, defineKind } from '@benchline/runtime';
import { memoryStore } from '@benchline/runtime/testing';
import type { Store } from '@benchline/store';
import { withFaults } from '@benchline/store/faults';
import { eventually } from '@benchline/testing';
import { AppError } from '@benchline/errors';
import fc from 'fast-check';
import { startTeam } from './play/arena.ts';
import { randomFrom } from './play/random.ts';
import { rename } from './team/actions.ts';
import { commandFor, joined, person } from './team/commands.ts';
import type { Member } from './team/member.ts';

/** The follower writes into a team of its own: who it follows is `name`, how far is `team`, what it saw is `email`. */
const followedName = uniqueName('member.name');
const placeKind = defineKind<Member>({
  name: 'member',
  claims: ({ name }) => (name === undefined ? [] : [followedName(name)]),
});

interface Taken {
  readonly from: number;
  readonly to: number;
  readonly seen: readonly string[];
}

const takeIn = internalAction('TakeIn', {
  load: () => ({ place: named(placeKind, followedName('place')) }),
  decide({ place }, { from, to, seen }: Taken, { nextId, now }) {
    if (Number(place?.team ?? 0) !== from) return refuse(new AppError('conflict', 'place_moved', 'Moved'));
    const email = [...(place?.email?.split(',') ?? []), ...seen].join(',');
    if (place !== undefined) {
      const next = revise<Member>(place, { team: String(to), email }, now);
      return accept(undefined, changed(placeKind, place, next));
    }
    const first: Member = {
      id: nextId(placeKind),
      version: 1,
      name: 'place',
      team: String(to),
      role: 'member',
      active: true,
      email,
      updatedAt: now,
    };
    return accept(undefined, [created(placeKind, first)]);
  },
});

const whereAndWhat = internalQuery('WhereAndWhat', {
  load: () => ({ place: named(placeKind, followedName('place')) }),
  answer: ({ place }) => ({ position: Number(place?.team ?? 0), seen: place?.email?.split(',') ?? [] }),
});

const placeOf = (runtime: Runtime): Promise<{ position: number; seen: string[] }> =>
  runtime.query(1, whereAndWhat, undefined) as Promise<{ position: number; seen: string[] }>; // what the query answers

function startFollower(feed: Feed, runtime: Runtime, everyMs = 60_000): ReturnType<typeof follow> {
  return follow({
    feed,
    position: async () => (await placeOf(runtime)).position,
    take: async (_org, commits) => {
      const input = { from: (commits[0]?.seq ?? 1) - 1, to: commits.at(-1)?.seq ?? 0, seen: commits.map(seenOf) };
      await runtime.change(commandFor(takeIn, input)).catch((thrown: unknown) => {
        if (!(thrown instanceof AppError && thrown.reason === 'place_moved')) throw thrown;
      });
    },
    everyMs,
    failed: () => undefined,
  });
}

const seenOf = ({ seq }: Commit): string => String(seq);
const upTo = (count: number): string[] => Array.from({ length: count }, (_, index) => String(index + 1));

/** A feed whose pages are short and whose calls fail and drag on at random. */
function shaky(store: Store, random: () => number): Feed {
  const turn = (): Promise<void> => new Promise((next) => setImmediate(next));
  return {
    commits: async (org, after) => {
      for (let turns = random() * 5; turns > 0; turns -= 1) await turn();
      if (random() < 0.02) throw new Error('the feed is away');
      return store.commits(org, after, 1 + Math.floor(random() * 3));
    },
    heads: (afterOrg) => store.heads(afterOrg, 1),
  };
}

// @req feed.unreliable-bus, feed.repeats, feed.gap
test('two replicas under bells that are lost, doubled, late and out of order take every commit in once, in order', async () => {
  await fc.assert(
    fc.asyncProperty(fc.nat(), fc.integer({ min: 1, max: 30 }), async (seed, commits) => {
      const random = randomFrom(seed);
      const source = memoryStore().view();
      const writer = startTeam(source);
      const own = memoryStore();
      const turn = (): Promise<void> => new Promise((next) => setImmediate(next));
      const replicas = [1, 2].map(() =>
        startFollower(shaky(source, random), startTeam(own.view(turn), { kinds: [placeKind] }), 20),
      );
      const ring = (): void => replicas[Math.floor(random() * 2)]?.ring(1);

      for (let index = 0; index < commits; index += 1) {
        await joined(writer, person(`p${String(index)}`));
        for (let bells = Math.floor(random() * 3); bells > 0; bells -= 1) ring();
        if (random() < 0.3) setImmediate(ring);
      }

      const runtime = startTeam(own.view(), { kinds: [placeKind] });
      await eventually(async () => (await placeOf(runtime)).position === commits);
      await Promise.all(replicas.map((replica) => replica.stop()));
      expect((await placeOf(runtime)).seen).toEqual(upTo(commits));
    }),
    { numRuns: 25 },
  );
}, 60_000);

// @req feed.position
test('a follower that dies between any two steps leaves position and effect together', async () => {
  const source = memoryStore().view();
  const writer = startTeam(source);
  for (const name of ['ada', 'ben', 'cem']) await joined(writer, person(name));
  for (let last = 0; last < 20; last += 1) {
    const own = memoryStore();
    let taken = 0;
    const { promise: died, resolve } = Promise.withResolvers<'died'>();
    const dying = startTeam(
      own.view(() => {
        if ((taken += 1) <= last) return Promise.resolve();
        resolve('died');
        return new Promise(() => undefined);
      }),
      { kinds: [placeKind] },
    );
    const dead = startFollower(ownFeed(source), dying);
    const runtime = startTeam(own.view(), { kinds: [placeKind] });
    await Promise.race([died, eventually(async () => (await placeOf(runtime)).position === 3)]);

    const between = await placeOf(runtime);
    const heir = startFollower(ownFeed(source), runtime);
    await eventually(async () => (await placeOf(runtime)).position === 3);

    expect(between.seen).toEqual(upTo(between.position));
    expect((await placeOf(runtime)).seen).toEqual(upTo(3));
    await heir.stop();
    void dead.stop(); // a dead one never says that it has stopped
  }
}, 30_000);

// @req feed.gap
test('what no bell told is found when the logs are looked over', async () => {
  const source = memoryStore().view();
  const runtime = startTeam(memoryStore().view(), { kinds: [placeKind] });
  const follower = startFollower(ownFeed(source), runtime, 10);

  await joined(startTeam(source), person('ada'));

  await eventually(async () => (await placeOf(runtime)).position === 1);
  await follower.stop();
});

test.each(Array.from({ length: 12 }, (_, turns) => turns))(
  'a bell that rings while a walk ends, %p turns after its last look at the feed, is heard',
  async (turns) => {
    const heard: number[] = [];
    const rows = [1, 2].map((seq) => ({ org: 1, seq, at: seq, nonce: '', body: '{"entries":[]}' }));
    let [written, rung] = [1, false];
    const ringLater = async (): Promise<void> => {
      for (let turn = 0; turn < turns; turn += 1) await Promise.resolve();
      written = 2;
      follower.ring(1);
    };
    const follower = follow({
      feed: {
        commits: (_org, after) => {
          const page = rows.slice(after, written);
          if (page.length === 0 && !rung) {
            rung = true;
            void ringLater();
          }
          return Promise.resolve(page);
        },
        heads: () => Promise.resolve([]),
      },
      position: () => Promise.resolve(heard.at(-1) ?? 0),
      take: (_org, commits) => {
        heard.push(...commits.map(({ seq }) => seq));
        return Promise.resolve();
      },
      everyMs: 60_000,
      failed: () => undefined,
    });

    follower.ring(1);
    await eventually(() => heard.length === 2, { timeoutMs: 1_000 });
    await follower.stop();
  },
);

test('a failed round is repeated from where the last good one ended, and told of', async () => {
  const source = memoryStore().view();
  await joined(startTeam(source), person('ada'));
  const own = memoryStore();
  // The look over all logs comes to nothing; only the walk that the bell began can take the commit in.
  const failing = withFaults(own.view(), (method, before) => (method === 'load' && before < 3 ? 'before' : undefined));
  const runtime = startTeam(failing, { kinds: [placeKind] });
  const failures: unknown[] = [];
  const follower = follow({
    feed: { ...ownFeed(source), heads: () => Promise.resolve([]) },
    position: async () => (await placeOf(runtime)).position,
    take: async (_org, commits) => {
      await runtime.change(commandFor(takeIn, { from: 0, to: 1, seen: commits.map(seenOf) }));
    },
    everyMs: 60_000,
    failed: (error) => failures.push(error),
  });

  follower.ring(1);
  const reader = startTeam(own.view(), { kinds: [placeKind] });
  await eventually(async () => (await placeOf(reader)).position === 1);

  expect(failures).toHaveLength(3);
  await follower.stop();
});

test('a follower that is stopped takes nothing more', async () => {
  const source = memoryStore().view();
  const writer = startTeam(source);
  const runtime = startTeam(memoryStore().view(), { kinds: [placeKind] });
  const follower = startFollower(ownFeed(source), runtime);
  await follower.stop();

  await joined(writer, person('ada'));
  await writer.change(commandFor(rename, { id: 1, name: 'ida' }));
  follower.ring(1);

  expect((await placeOf(runtime)).position).toBe(0);
});
