import { expect, test } from '@jest/globals';
import { errorKinds, errorTable, kindOfHttp } from './index.ts';

test('every kind stands in the table', () => {
  expect(Object.keys(errorTable).toSorted()).toEqual([...errorKinds].toSorted());
});

test('a kind can be told from its HTTP status', () => {
  for (const kind of errorKinds) {
    const { http } = errorTable[kind];
    expect(kindOfHttp(http)).toBe(kind);
  }
});

test.each([200, 304, 402, 418, 502, 599, Number.NaN])('status %p stands for no kind', (status) => {
  expect(kindOfHttp(status)).toBeUndefined();
});

test('no kind maps to OK or to a code that gRPC does not know', () => {
  for (const kind of errorKinds) {
    const { grpc } = errorTable[kind];
    expect(Number.isInteger(grpc) && grpc >= 1 && grpc <= 16).toBe(true);
  }
});

test('our own failures are louder in the log than those of callers', () => {
  const loud = errorKinds.filter((kind) => ['warn', 'error'].includes(errorTable[kind].log));

  expect(loud).toEqual(errorKinds.filter((kind) => errorTable[kind].http >= 500));
});
