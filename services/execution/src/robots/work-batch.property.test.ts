import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { BatchLab, BatchTerms, Fate } from '../../test/robots/batch-lab.ts';
import { away, batchLab, expired, invalidKey, isOpen, taken, toldIds, work } from '../../test/robots/batch-lab.ts';
import type { Settled, Work } from './work-batch.ts';
import { workBatch } from './work-batch.ts';

const organizations = [1, 2];
const keys = [5, 6, 7];
const ids = Array.from({ length: 14 }, (_, place) => `c${String(place)}`);

function scripts(names: readonly string[], ...fates: readonly Fate[]): fc.Arbitrary<Readonly<Record<string, Fate[]>>> {
  const few = fc.array(fc.constantFrom(...fates), { maxLength: 3 });
  return fc.array(few, { minLength: names.length, maxLength: names.length }).map((all) => {
    return Object.fromEntries(names.map((name, place) => [name, all[place] ?? []]));
  });
}

const bug = new TypeError('a bug');
const plays: fc.Arbitrary<BatchTerms> = fc.record({
  standings: scripts(keys.map(String), 'done', 'done', away, invalidKey),
  reads: scripts(ids, 'done', 'done', 'done', away, expired, bug),
  runs: scripts(ids, 'done', 'done', away, expired, taken, bug),
  settlings: scripts(ids, 'done', 'done', 'done', away),
  turns: fc.array(fc.constantFrom<Fate>('done', 'done', away), { maxLength: 4 }),
});
const batches: fc.Arbitrary<readonly Work[]> = fc
  .array(fc.tuple(fc.constantFrom(...keys), fc.constantFrom(...organizations)), { maxLength: ids.length })
  .map((senders) => senders.map(([key, org], place) => work(ids[place] ?? '', key, org)));

const statuses = (fates: readonly Fate[]): readonly number[] =>
  fates.filter((fate) => !isOpen(fate)).map((fate) => (fate === 'done' ? 200 : fate === taken ? 409 : 500));

test('whatever fails, each command is told once, of what became of it, after those of its key that came before it', async () => {
  await fc.assert(
    fc.asyncProperty(plays, batches, async (terms, batch) => {
      const lab = batchLab(terms);

      await workBatch(lab.config, batch, new AbortController().signal);

      expect(toldIds(lab).toSorted()).toEqual(batch.map(({ command }) => command.id).toSorted());
      // A standing that is neither ended nor lost would keep whoever takes the key back waiting.
      expect(lab.ends).toHaveLength(lab.stood.length);
      for (const settled of lab.told) expectTrue(settled, lab, terms);
      for (const own of Map.groupBy(batch, senderOf).values()) {
        const sent = own.map(({ command }) => command.id);
        const done = lab.worked.filter((id) => sent.includes(id));
        expect(done).toEqual(sent.filter((id) => done.includes(id)));
      }
    }),
    { numRuns: 500 },
  );
});

const senderOf = ({ sender }: Work): string => JSON.stringify(sender);

/** What is told of a command is what it was meant to come to, and what became of it. */
function expectTrue({ answer, work: { command } }: Settled<Work>, { worked }: BatchLab, terms: BatchTerms): void {
  const { id } = command;
  const meant = [...(terms.reads?.[id] ?? []), ...(terms.runs?.[id] ?? [])];
  expect([200, 401, ...statuses(meant)]).toContain(answer.status);
  if (answer.status < 400) expect(worked).toContain(id);
  const mayHaveTripped = terms.runs?.[id]?.includes(bug) === true; // which is not kept
  if (answer.status === 401 && !mayHaveTripped) expect(worked).not.toContain(id);
}
