import { expect, test } from '@jest/globals';
import { judgeAccess, type Access } from './judge-access.ts';

/** Granted at 10, changed from 20 on, taken back at 30. */
const spans = [
  { from: 10, until: 20, may: true },
  { from: 30, until: Infinity, may: false },
];

function used(sentAt: number, answeredAt: number, status: number): Access {
  return { what: 'key', spans, uses: [{ sentAt, answeredAt, status }] };
}

const nothing = { lost: 0, acceptedAfterRevocation: 0, letIn: 0, keptOut: 0, odd: 0 };

test.each<[string, Access, object]>([
  ['let in while it may be', used(11, 12, 200), { letIn: 1 }],
  ['kept out while it must be let in', used(11, 12, 401), { lost: 1 }],
  ['told that a part is away', used(11, 12, 503), {}],
  ['not answered', used(31, 32, 0), {}],
  ['sent before the grant was acknowledged', used(9, 12, 401), {}],
  ['answered after the change had begun', used(19, 21, 401), {}],
  ['sent before the change was acknowledged', used(29, 35, 200), {}],
  ['kept out after it was taken back', used(31, 32, 401), { keptOut: 1 }],
  ['refused for its terms after they were taken back', used(31, 32, 403), { keptOut: 1 }],
  ['not found after it was taken back', used(31, 32, 404), { odd: 1 }],
  ['answered by a defect after it was taken back', used(31, 32, 500), { odd: 1 }],
  ['let in after it was taken back', used(31, 32, 200), { acceptedAfterRevocation: 1 }],
  ['told that a part is away after it was taken back', used(31, 32, 503), {}],
])('a request that is %s', (_name, access, found) => {
  expect(judgeAccess([access])).toEqual({ ...nothing, ...found });
});

test('what was granted is lost once, however often it was tried, and every accepted request counts', () => {
  const uses = [used(11, 12, 401), used(13, 14, 401), used(31, 32, 200), used(33, 34, 200)].flatMap(
    (each) => each.uses,
  );

  expect(judgeAccess([{ what: 'session', spans, uses }])).toEqual({ ...nothing, lost: 1, acceptedAfterRevocation: 2 });
});

test('a role that is given back may be used again', () => {
  const thereAndBack = [...spans.slice(0, 1), { from: 30, until: 40, may: false }, { from: 50, until: 60, may: true }];
  const uses = [used(31, 32, 403), used(39, 41, 200), used(51, 52, 200)].flatMap((each) => each.uses);

  expect(judgeAccess([{ what: 'role', spans: thereAndBack, uses }])).toEqual({ ...nothing, letIn: 1, keptOut: 1 });
});
