import { describe, expect, test } from '@jest/globals';
import { entry, row, sample } from './made-evidence.ts';
import { doings } from './journal.ts';
import { complaints, describeFaults, judge, verdictLine, type Evidence, type Run } from './verdict.ts';

const samples = [sample(1), sample(2), sample(3)];
const entries = [entry(1), entry(2), entry(3)];
const acknowledged = new Map(samples.map((each) => [each.external_id, each]));
const sound: Evidence = { acknowledged, rows: [], accesses: [], acts: [], samples, entries };

test('finds nothing where all is as it was acknowledged', () => {
  expect(verdictLine(judge(sound))).toBe(
    'acknowledged 3, lost 0, doubled 0, audit gaps 0, accepted after revocation 0',
  );
});

test('counts samples of single calls and of bulk', () => {
  expect(judge({ ...sound, rows: [row(3)] })).toEqual({
    acknowledged: 4,
    lost: 0,
    doubled: 0,
    auditGaps: 0,
    acceptedAfterRevocation: 0,
  });
});

test('a sample that was made but never acknowledged is no fault', () => {
  expect(judge({ ...sound, acknowledged: new Map([['C-1', sample(1)]]) })).toMatchObject({
    lost: 0,
    doubled: 0,
    auditGaps: 0,
  });
});

test.each<[string, Partial<Evidence>, object]>([
  ['an acknowledged sample that is not there', { samples: samples.slice(0, 2) }, { lost: 1 }],
  ['one that is there otherwise', { samples: [...samples.slice(0, 2), sample(3, { organism: 'y' })] }, { lost: 1 }],
  ['a row that is not there', { rows: [row(4)] }, { lost: 1 }],
  ['a row that has another id', { rows: [row(2, { external_id: 'C-3' })] }, { lost: 1 }],
  ['a row that has another organism', { rows: [row(3, { organism: 'y' })] }, { lost: 1 }],
  ['a row that is in another experiment', { rows: [row(3, { experiment_id: 2 })] }, { lost: 1 }],
  [
    'a row that has another version',
    { rows: [row(3)], samples: [sample(1), sample(2), sample(3, { version: 2 })], acknowledged: new Map() },
    { lost: 1 },
  ],
  ['a row that was acknowledged twice', { rows: [row(3), row(3)] }, { doubled: 1 }],
  ['an id for two samples', { samples: [...samples, sample(3, { external_id: 'C-4' })] }, { doubled: 1 }],
  ['an external id for two samples', { samples: [...samples, sample(4, { external_id: 'C-3' })] }, { doubled: 1 }],
  ['an id that stands for nothing', { samples: [...samples, sample(5)] }, { doubled: 1 }],
  ['a version without an entry', { samples: [...samples.slice(0, 2), sample(3, { version: 2 })] }, { auditGaps: 1 }],
  ['an entry too few', { entries: entries.slice(0, 2) }, { auditGaps: 1 }],
  ['an entry too many', { entries: [...entries, entry(4)] }, { auditGaps: 1 }],
  [
    'a number without an entry',
    { entries: [entry(1), entry(2), entry(4, { entity: { kind: 'sample', id: 3, version: 1 } })] },
    { auditGaps: 1 },
  ],
  [
    'a place of the log that was skipped',
    { entries: [entry(1), entry(2), entry(3, { position: { seq: 3, index: 1 } })] },
    { auditGaps: 1 },
  ],
])('finds %s', (_name, change, found) => {
  expect(judge({ ...sound, ...change })).toMatchObject(found);
});

test("counts what got through, and what didn't, with a credential", () => {
  const uses = [
    { sentAt: 1, answeredAt: 2, status: 401 },
    { sentAt: 11, answeredAt: 12, status: 200 },
  ];
  const spans = [
    { from: 0, until: 5, may: true },
    { from: 10, until: Infinity, may: false },
  ];

  const verdict = judge({ ...sound, accesses: [{ what: 'key', spans, uses }] });

  expect(verdictLine(verdict)).toBe('acknowledged 3, lost 1, doubled 0, audit gaps 0, accepted after revocation 1');
});

test('names the faults', () => {
  const uses = [{ sentAt: 15, answeredAt: 16, status: 200 }];
  const accesses = [{ what: 'key' as const, spans: [{ from: 10, until: Infinity, may: false }], uses }];
  const evidence = { ...sound, accesses, samples: samples.slice(0, 2), rows: [row(4, { external_id: 'B-1' })] };

  expect(describeFaults(sound)).toEqual([]);
  expect(describeFaults(evidence)).toEqual(['lost C-3', 'lost B-1', 'key: 200 5 ms after it was taken back']);
});

describe('a run', () => {
  const tried = (['session', 'key', 'role'] as const).map((what) => ({
    what,
    spans: [
      { from: 0, until: 5, may: true },
      { from: 10, until: Infinity, may: false },
    ],
    uses: [
      { sentAt: 1, answeredAt: 2, status: 200 },
      { sentAt: 11, answeredAt: 12, status: 401 },
    ],
  }));
  const takenBack = { what: 'key' as const, spans: [{ from: 10, until: Infinity, may: false }] };
  const run: Run = {
    verdict: judge(sound),
    done: new Map(doings.map((doing) => [doing, 3])),
    refused: new Map(),
    accesses: tried,
    retired: 2,
    askedAgain: tried.slice(0, 2),
    gateways: 2,
    creates: 3,
    kills: new Map([
      ['execution', 2],
      ['gateway', 1],
    ]),
  };

  test('in which everything was tried and nothing found has nothing to complain of', () => {
    expect(complaints(run)).toEqual([]);
  });

  test.each<[string, Partial<Run>, string]>([
    ['that found a fault', { verdict: { ...judge(sound), acceptedAfterRevocation: 1 } }, '1 faults'],
    ['that was not done in time', { creates: 4 }, 'only 3 of 4 samples were acknowledged in time'],
    ['that never signed out', { done: new Map([...run.done, ['sign-outs', 0]]) }, 'no sign-outs'],
    ['that was answered what it should not be', { refused: new Map([['key: 409', 2]]) }, 'refused 2 times: key: 409'],
    ['in which nothing was killed', { kills: new Map([['standalone', 0]]) }, 'never killed standalone'],
    ['that never killed a process', { kills: new Map([...run.kills, ['gateway', 0]]) }, 'never killed gateway'],
    ['that did not try again all of it', { retired: 3 }, '1 of 3 credentials were not tried again everywhere'],
    ['that did not try again at every gateway', { gateways: 3 }, '2 of 2 credentials were not tried again everywhere'],
    [
      'in which what was taken back was answered what says nothing',
      { accesses: [...tried, { ...takenBack, uses: [{ sentAt: 11, answeredAt: 12, status: 500 }] }] },
      '1 requests were neither let in nor kept out',
    ],
    [
      'that tried no key',
      { accesses: tried.filter(({ what }) => what !== 'key') },
      'no key was both let in and kept out',
    ],
    [
      'in which nobody was kept out',
      { accesses: [...tried.slice(0, 2), ...tried.slice(2).map((each) => ({ ...each, uses: each.uses.slice(0, 1) }))] },
      'no role was both let in and kept out',
    ],
  ])('%s is not sound', (_name, change, complaint) => {
    expect(complaints({ ...run, ...change })).toEqual([complaint]);
  });
});
