import { expect, test } from '@jest/globals';
import type { Runtime } from '@benchline/runtime';
import { memoryStore } from '@benchline/runtime/testing';
import type { Store } from '@benchline/store';
import fc from 'fast-check';
import { startTeam } from './play/arena.ts';
import { randomFrom } from './play/random.ts';
import { troubled } from './play/troubles.ts';
import type { ListMembers } from './team/actions.ts';
import { join, rename } from './team/actions.ts';
import { commandFor, person, told } from './team/commands.ts';
import type { Listed } from './team/listed.ts';
import { longAgo, page } from './team/listed.ts';
import type { Member } from './team/member.ts';

const deed = fc.oneof(
  fc.record({ does: fc.constant('join' as const), number: fc.nat(99) }),
  fc.record({ does: fc.constant('rename' as const), id: fc.integer({ min: 1, max: 8 }), number: fc.nat(99) }),
);
type Deed = typeof deed extends fc.Arbitrary<infer One> ? One : never;

async function perform(runtime: Runtime, one: Deed): Promise<void> {
  const name = `n${String(one.number)}`;
  await told(
    runtime.change(
      one.does === 'join'
        ? commandFor(join, person(name, { role: one.number % 3 === 0 ? 'member' : 'owner' }))
        : commandFor(rename, { id: one.id, name }),
    ),
  );
}

/** What a client has after its walks: the last state that it was given of each member. */
class Mirror {
  readonly members = new Map<number, Member>();
  #syncedTo: string | undefined;

  /** One walk, from where the last one ended. */
  async sync(
    runtime: Runtime,
    { filters, between }: { filters: ListMembers; between: () => Promise<void> },
  ): Promise<void> {
    const from = this.#syncedTo === undefined ? { updatedSince: longAgo } : { updatedAfterCursor: this.#syncedTo };
    let cursor: string | undefined;
    let last: Listed;
    do {
      last = await page(runtime, { ...filters, ...from, cursor });
      for (const member of last.members) {
        expect(member.version).toBeGreaterThanOrEqual(this.members.get(member.id)?.version ?? 0);
        this.members.set(member.id, member);
      }
      cursor = last.nextCursor;
      await between();
    } while (cursor !== undefined);
    this.#syncedTo = last.syncedTo;
  }
}

async function present(runtime: Runtime, filters: ListMembers): Promise<readonly Member[]> {
  const members: Member[] = [];
  let cursor: string | undefined;
  do {
    const got = await page(runtime, { ...filters, limit: 200, cursor });
    members.push(...got.members);
    cursor = got.nextCursor;
  } while (cursor !== undefined);
  return members.toReversed();
}

const quiet = (): Promise<void> => Promise.resolve();
const byId = (mirror: Mirror): readonly Member[] =>
  [...mirror.members.values()].sort((one, other) => one.id - other.id);

// @req list.updated-since
test('a client that walks while others write has missed nothing when it is done', async () => {
  const play = fc.record({
    before: fc.array(deed, { maxLength: 12 }),
    between: fc.array(fc.array(deed, { maxLength: 3 }), { maxLength: 20 }),
    limit: fc.integer({ min: 1, max: 5 }),
    scannedRows: fc.constantFrom(3, 2000),
    role: fc.constantFrom('owner', undefined),
  });
  await fc.assert(
    fc.asyncProperty(play, async ({ before, between, limit, scannedRows, role }) => {
      const runtime = startTeam(memoryStore().view(), { limits: { scannedRows } });
      for (const one of before) await perform(runtime, one);
      const mirror = new Mirror();
      const waves = between.values();
      const write = async (): Promise<void> => {
        for (const one of waves.next().value ?? []) await perform(runtime, one);
      };
      const filters = { limit, role };

      await mirror.sync(runtime, { filters, between: write });
      await mirror.sync(runtime, { filters, between: write });
      await mirror.sync(runtime, { filters, between: quiet });

      expect(byId(mirror)).toEqual(await present(runtime, { role }));
    }),
    { numRuns: 60 },
  );
}, 60_000);

// @req list.updated-since
test('nor when several replicas write at once, slow as they may be', async () => {
  const play = fc.record({
    writers: fc.array(fc.array(deed, { maxLength: 8 }), { minLength: 2, maxLength: 3 }),
    limit: fc.integer({ min: 1, max: 4 }),
    seed: fc.nat(),
  });
  await fc.assert(
    fc.asyncProperty(play, async ({ writers, limit, seed }) => {
      const memory = memoryStore();
      const random = randomFrom(seed);
      const view = (): Store => memory.view(troubled({ random, failing: 0, slow: 0.05 }).step);
      const reader = startTeam(view());
      const mirror = new Mirror();
      const state = { writing: true };
      const written = Promise.all(
        writers.map(async (deeds) => {
          const runtime = startTeam(view());
          for (const one of deeds) await perform(runtime, one);
        }),
      ).then(() => {
        state.writing = false;
      });

      while (state.writing) await mirror.sync(reader, { filters: { limit }, between: quiet });
      await written;
      await mirror.sync(reader, { filters: { limit }, between: quiet });

      expect(byId(mirror)).toEqual(await present(reader, {}));
    }),
    { numRuns: 40 },
  );
}, 60_000);
