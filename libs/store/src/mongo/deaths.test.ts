import { randomUUID } from 'node:crypto';
import { describeWithServer } from '@benchline/testing';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { MongoClient } from 'mongodb';
import { answer, commit, name, now, privateValue, sample, wanted, writes } from '../contract/fixture.ts';
import type { PrivateRow, Store, Wanted, Writes } from '../store.ts';
import { createMongoStore } from './create-mongo-store.ts';
import { faultyDb, hookedDb, type Death } from './faulty-db.ts';

const database = `deaths_${randomUUID()}`;
const shape = 'v1';
const leaveOpen = (): Promise<void> => Promise.resolve();

const firstWrites = writes({ entities: [sample(1, { terms: ['old'] })], names: [name('S-1')] });
const secondWrites = writes({
  entities: [sample(1, { seq: 2, version: 2, terms: ['new'] }), sample(2, { seq: 2, terms: ['new'] })],
  names: [name('S-1', { seq: 2, id: null }), name('S-2', { seq: 2, id: 2 })],
  answers: [answer('key', { seq: 2 })],
  counters: [{ kind: 'sample', value: 2, seq: 2 }],
  grams: [{ kind: 'sample', block: 0, grams: ['abc', 'bcd'] }],
});
const secondValues = [privateValue('ref', { seq: 2, nonce: 'writer' })];

/** All that the second commit touches. */
const everything: Wanted = wanted({
  entities: [1, 2].map((id) => ({ kind: 'sample', id })),
  names: ['S-1', 'S-2'].map((text) => ({ space: 'sample.external_id', name: text })),
  answers: ['key'],
  counters: ['sample'],
  members: ['old', 'new'].map((term) => ({ kind: 'sample', term, limit: 9 })),
});

/** The bodies of this suite's commits are what they make of the projections, so whoever reads them can apply them. */
function bodyOf(made: Writes): string {
  return JSON.stringify(made);
}

async function catchUp(store: Store, org: number): Promise<number> {
  const { head, applied } = await store.position(org);
  for (const { seq, body } of await store.commits(org, applied, 9))
    await store.apply(org, seq, JSON.parse(body) as Writes);
  return head;
}

describeWithServer('mongodb', 'a writer on the MongoDB wire', (server) => {
  let client: MongoClient;
  let healthy: Store;
  let lastOrg = 0;

  beforeAll(async () => {
    client = await MongoClient.connect(server.url());
    healthy = await createMongoStore(client.db(database), shape, leaveOpen);
  });

  afterAll(async () => {
    await client.db(database).dropDatabase();
    await client.close();
  });

  /** Appends the second commit of a new organization as a writer that dies. */
  async function dieAt(
    death: Death,
  ): Promise<{ readonly org: number; readonly died: boolean; readonly repeat: () => Promise<string> }> {
    const org = ++lastOrg;
    await healthy.append(commit(1, { org, body: bodyOf(firstWrites) }), firstWrites, []);
    const faulty = faultyDb(client.db(database), death);
    const writer = await createMongoStore(faulty.db, shape, leaveOpen);
    const append = (store: Store) =>
      store.append(commit(2, { org, nonce: 'writer', body: bodyOf(secondWrites) }), secondWrites, secondValues);
    const ended = await append(writer).then(
      (outcome) => ({ kind: outcome }),
      (error: unknown) => error as { kind: string },
    );
    expect(ended.kind).toBe(faulty.died() ? 'unavailable' : 'inserted');
    return { org, died: faulty.died(), repeat: () => append(healthy) };
  }

  async function expectSecondCommit(org: number): Promise<void> {
    expect(await healthy.load(org, everything, now)).toEqual({
      entities: secondWrites.entities,
      names: secondWrites.names,
      answers: [secondWrites.answers],
      counters: secondWrites.counters,
      members: [[], secondWrites.entities.toReversed()],
    });
    expect(await healthy.blocks(org, { kind: 'sample', grams: ['abc', 'bcd'], from: 0, before: 9 })).toEqual([0]);
    expect(await healthy.values(org, ['ref'])).toEqual(['Ann']);
  }

  /** Dies at the first write, the second, … until the append has no more of them. */
  async function forEachDeath(when: Death['when'], check: (death: Awaited<ReturnType<typeof dieAt>>) => Promise<void>) {
    let deaths = 0;
    for (let command = 1; ; command++, deaths++) {
      const death = await dieAt({ command, when });
      await check(death);
      if (!death.died) break;
    }
    return deaths;
  }

  // @req runtime.crash-between-steps
  test.each(['before', 'after'] as const)(
    'that dies %s any of its writes leaves either nothing or what everybody can finish from the log',
    async (when) => {
      const deaths = await forEachDeath(when, async ({ org }) => {
        if ((await catchUp(healthy, org)) === 2) {
          expect(await healthy.position(org)).toMatchObject({ head: 2, applied: 2 });
          expect(await healthy.sweepValues(org, 100)).toBe(0);
          await expectSecondCommit(org);
        } else {
          expect(await healthy.append(commit(2, { org }), writes(), [])).toBe('inserted');
          expect(await healthy.load(org, everything, now)).toMatchObject({
            entities: [firstWrites.entities[0], undefined],
          });
          await healthy.sweepValues(org, 100);
          expect(await healthy.values(org, ['ref'])).toEqual([undefined]);
        }
      });
      expect(deaths).toBeGreaterThanOrEqual(7);
    },
  );

  test.each(['before', 'after'] as const)(
    'that repeats its append after an error %s any of its writes has its way',
    async (when) => {
      await forEachDeath(when, async ({ org, repeat }) => {
        expect(['inserted', 'mine']).toContain(await repeat());

        expect(await healthy.position(org)).toMatchObject({ head: 2, applied: 2 });
        await expectSecondCommit(org);
        expect(await healthy.sweepValues(org, 100)).toBe(0);
        await expectSecondCommit(org);
      });
    },
  );

  // @req runtime.slow-rival
  test('that died may repeat its append long after a rival has taken the number, and leaves nothing', async () => {
    const { org, repeat } = await dieAt({ command: 2, when: 'before' });
    expect(await healthy.append(commit(2, { org }), writes(), [])).toBe('inserted');

    expect(await repeat()).toBe('taken');

    expect(await healthy.values(org, ['ref'])).toEqual([undefined]);
    expect(await healthy.sweepValues(org, 100)).toBe(0);
    expect(await healthy.load(org, everything, now)).toMatchObject({ entities: [firstWrites.entities[0], undefined] });
  });

  test('has the values of commits that never came to be swept, as many at a time as asked for', async () => {
    const org = ++lastOrg;
    const values: readonly PrivateRow[] = Array.from({ length: 5 }, (_, index) =>
      privateValue(`lost-${String(index)}`, { nonce: 'writer' }),
    );
    const { db } = faultyDb(client.db(database), { command: 2, when: 'before' });
    const writer = await createMongoStore(db, shape, leaveOpen);
    await expect(writer.append(commit(1, { org, nonce: 'writer' }), writes(), values)).rejects.toMatchObject({
      kind: 'unavailable',
    });

    expect(await healthy.sweepValues(org, 9)).toBe(0);
    await healthy.append(commit(1, { org }), writes(), [privateValue('kept')]);

    expect([await healthy.sweepValues(org, 3), await healthy.sweepValues(org, 3)]).toEqual([3, 2]);
    expect(await healthy.sweepValues(org, 3)).toBe(0);
    expect(await healthy.values(org, ['lost-0', 'lost-4', 'kept'])).toEqual([undefined, undefined, 'Ann']);
  });

  test('keeps its answer when a sweep removes the old one of the same key meanwhile', async () => {
    const org = ++lastOrg;
    const old = answer('key', { expiresAt: now - 1 });
    await healthy.append(commit(1, { org }), writes({ answers: [old] }), []);
    const db = hookedDb(client.db(database), async ({ collection, method, proceed }) => {
      if (collection === 'answers_v1' && method === 'bulkWrite') await healthy.sweepAnswers(now, 100);
      return proceed();
    });
    const writer = await createMongoStore(db, shape, leaveOpen);
    const fresh = answer('key', { seq: 2, body: 'fresh' });

    await writer.append(commit(2, { org }), writes({ answers: [fresh] }), []);

    expect((await healthy.load(org, wanted({ answers: ['key'] }), now)).answers).toEqual([[fresh]]);
  });
});
