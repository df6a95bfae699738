import { describe, expect, test } from '@jest/globals';
import { AppError } from '@benchline/errors';
import type { BatchTerms } from '../../test/robots/batch-lab.ts';
import { away, batchLab, expired, invalidKey, taken, toldIds, work } from '../../test/robots/batch-lab.ts';
import type { BatchLab } from '../../test/robots/batch-lab.ts';
import type { Work } from './work-batch.ts';
import { workBatch } from './work-batch.ts';

async function worked(terms: BatchTerms, batch: readonly Work[], signal = never()): Promise<BatchLab> {
  const lab = batchLab(terms);
  await workBatch(lab.config, batch, signal);
  return lab;
}

const never = (): AbortSignal => new AbortController().signal;
const bug = new TypeError('a bug');

const statusOf = ({ told }: BatchLab, id: string): number | undefined =>
  told.find((settled) => settled.work.command.id === id)?.answer.status;

describe('a batch', () => {
  test('is worked in its order, at one go, and each command is told', async () => {
    const lab = await worked({}, [work('a'), work('b', 6), work('c')]);

    expect(lab.turns).toEqual([['a', 'b', 'c']]);
    expect(toldIds(lab)).toEqual(['a', 'b', 'c']);
    expect(lab.told[0]).toMatchObject({ answer: { status: 200, body: '"a"' }, poison: undefined });
    expect(lab.ends.toSorted()).toEqual(['5 end', '6 end']);
    expect(lab.waited).toEqual([]);
  });

  test('of nothing is nothing', async () => {
    expect((await worked({}, [])).turns).toEqual([]);
  });

  test('stands for a key once a turn, however many commands it has', async () => {
    const lab = await worked({ standings: { 5: [away] } }, [work('a'), work('b')]);

    expect(lab.turns).toEqual([[], ['a', 'b']]);
    expect(lab.ends).toEqual(['5 end']);
  });

  test('does not make an organization wait for another', async () => {
    const lab = await worked({ standings: { 9: [away, away] } }, [work('far', 9, 2), work('a')]);

    expect(toldIds(lab)).toEqual(['a', 'far']);
  });

  test('keeps apart keys of two organizations that have one number', async () => {
    const lab = await worked({ standings: { 5: [invalidKey] } }, [work('a', 5, 1), work('b', 5, 2)]);

    expect([statusOf(lab, 'a'), statusOf(lab, 'b')]).toEqual([401, 200]);
  });
});

describe('what comes to nothing', () => {
  test.each([
    ['the store is away', away],
    ['the principal is over', expired],
  ])('when %s is done again, before what is behind it, and what was ahead of it is done once', async (_when, error) => {
    const lab = await worked({ runs: { b: [error, error] } }, [work('a'), work('b'), work('c', 6), work('d')]);

    expect(lab.turns).toEqual([
      ['a', 'b', 'c', 'd'],
      ['b', 'c', 'd'],
      ['b', 'c', 'd'],
    ]);
    expect(lab.worked).toEqual(['a', 'b', 'c', 'd']);
    expect(toldIds(lab)).toEqual(['a', 'b', 'c', 'd']);
  });

  test('because there is no room for it is tried again as it was, on standings that have ended', async () => {
    const lab = await worked({ turns: [away] }, [work('a'), work('b')]);

    expect(lab.turns).toEqual([
      ['a', 'b'],
      ['a', 'b'],
    ]);
    expect(lab.ends).toEqual(['5 end', '5 end']);
  });

  test('is tried again after longer and longer, up to two seconds', async () => {
    const lab = await worked({ runs: { a: Array.from({ length: 8 }, () => away) } }, [work('a')]);

    expect(lab.waited).toEqual([50, 100, 200, 400, 800, 1_600, 2_000, 2_000]);
  });

  test('is left where the signal ends the waiting', async () => {
    const lab = batchLab({ runs: { b: Array.from({ length: 100 }, () => away) } });
    const ending = new AbortController();
    lab.onPause = () => {
      if (lab.waited.length === 3) ending.abort();
    };

    await workBatch(lab.config, [work('a'), work('b'), work('c')], ending.signal);

    expect(toldIds(lab)).toEqual(['a']);
    expect(lab.waited).toHaveLength(3);
  });

  test('is everything once the signal is there', async () => {
    const lab = await worked({}, [work('a')], AbortSignal.abort());

    expect([lab.turns, lab.told]).toEqual([[], []]);
  });
});

describe('a key', () => {
  test('whose standing is not known keeps its own commands waiting, and no others', async () => {
    const lab = await worked({ standings: { 5: [away, away] } }, [work('a'), work('b', 6), work('c'), work('d', 6)]);

    expect(lab.turns).toEqual([['b', 'd'], [], ['a', 'c']]);
    expect(toldIds(lab)).toEqual(['b', 'd', 'a', 'c']);
  });

  test('whose standing cannot be asked for, for a defect, waits as well', async () => {
    const lab = await worked({ standings: { 5: [bug] } }, [work('a')]);

    expect([lab.waited, statusOf(lab, 'a')]).toEqual([[50], 200]);
  });

  test('that may nothing more has its commands refused, and is not asked about again', async () => {
    const lab = await worked({ standings: { 5: [invalidKey] } }, [work('a'), work('b', 6), work('c')]);

    expect([statusOf(lab, 'a'), statusOf(lab, 'b'), statusOf(lab, 'c')]).toEqual([401, 200, 401]);
    expect(lab.told[0]).toMatchObject({ answer: { detail: '"invalid_api_key"' }, poison: invalidKey, call: undefined });
    expect([lab.worked, lab.ends]).toEqual([['b'], ['6 end']]);
  });

  test('that may nothing more is told what was done while it might, if that was not told before', async () => {
    const terms = { standings: { 5: ['done' as const, invalidKey] }, settlings: { a: [away] } };

    const lab = await worked(terms, [work('a')]);

    expect(lab.told).toMatchObject([{ answer: { status: 200, body: '"a"' }, poison: undefined }]);
  });

  test.each([
    ['is doubted where its principal was over', expired, '5 doubted'],
    ['is lost where nobody knows what the store did', away, '5 lose'],
    ['ends where all is answered, refusals included', taken, '5 end'],
  ])('%s', async (_what, error, end) => {
    const { ends } = await worked({ runs: { a: [error] } }, [work('a')]);

    expect(ends[0]).toBe(end);
  });

  test('of which only the telling failed has ended: nothing of it is going on', async () => {
    const { ends } = await worked({ settlings: { a: [away] } }, [work('a')]);

    expect(ends).toEqual(['5 end', '5 end']);
  });
});

describe('a command', () => {
  test('that cannot be read for now keeps those of its key behind it, unrefused, and no others', async () => {
    const invalid = new AppError('unauthenticated', 'principal_invalid', 'Its key is not known yet');
    const lab = await worked({ reads: { a: [invalid] } }, [work('a'), work('b', 6), work('c')]);

    expect(lab.turns).toEqual([['b'], ['a', 'c']]);
    expect(['a', 'b', 'c'].map((id) => statusOf(lab, id))).toEqual([200, 200, 200]);
  });

  test('that the records refuse is told so, and those behind it go on', async () => {
    const lab = await worked({ runs: { a: [taken] } }, [work('a'), work('b')]);

    expect(lab.told).toMatchObject([{ answer: { status: 409, detail: '"taken"' }, poison: undefined }, {}]);
    expect(lab.waited).toEqual([]);
  });

  test('that is poison is worked for its refusal, told, and delays nobody', async () => {
    const poison = { a: taken };

    const lab = await worked({ poison, runs: { a: [taken] } }, [work('a'), work('b')]);

    expect(lab.told).toMatchObject([
      { answer: { status: 409 }, poison: taken, call: { requestId: 'a' } },
      { poison: undefined },
    ]);
    expect([lab.turns, lab.waited]).toEqual([[['a', 'b']], []]);
  });

  test.each<[string, BatchTerms]>([
    ['reading', { reads: { a: [bug, bug, bug] } }],
    ['working', { runs: { a: [bug, bug, bug] } }],
    ['telling', { settlings: { a: [bug] } }],
  ])('over which the %s of it trips is told so, and delays nobody', async (_what, terms) => {
    const lab = await worked(terms, [work('a'), work('b')]);

    expect([statusOf(lab, 'a'), statusOf(lab, 'b')]).toEqual([500, 200]);
    expect(lab.waited).toEqual([]);
    expect(JSON.stringify(lab.told)).not.toContain('a bug');
  });

  test('whose outcome could not be told is asked for again until it is, and told once', async () => {
    const lab = await worked({ settlings: { a: [away, away] } }, [work('a'), work('b')]);

    expect(lab.turns).toEqual([['a', 'b'], ['a'], ['a']]);
    expect(toldIds(lab)).toEqual(['b', 'a']);
  });
});
