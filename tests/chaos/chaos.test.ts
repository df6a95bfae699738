import { expect, test } from '@jest/globals';
import { describeWithOwnServer } from '@benchline/testing';
import { startOwnEngines } from '../harness/engines.ts';
import type { Product } from '../harness/product.ts';
import { startOneProcess, startProcesses } from '../harness/shapes.ts';
import { runChaos } from './run-chaos.ts';

const testTimeoutMs = 240_000;

/** A small run of what `main.ts` does at length. */
async function expectNothingLost(product: Product, creates: number): Promise<void> {
  const told: string[] = [];
  const plan = { creates, clients: 16, seconds: 120, peaceMsMax: 1_000, killsWanted: 4, seed: 7 };

  const { verdict } = await runChaos({ ...plan, product, tell: (line) => told.push(line) });

  expect(verdict).toEqual({ acknowledged: creates, lost: 0, doubled: 0, auditGaps: 0 });
  expect(told.filter((line) => line.includes('  killed ')).length).toBeGreaterThan(0);
}

// @req chaos.kill
test(
  'one process that is killed again and again loses and doubles nothing, and leaves no gap in the audit',
  async () => {
    await using product = await startOneProcess();

    await expectNothingLost(product, 1_000);
  },
  testTimeoutMs,
);

describeWithOwnServer('mongodb', 'processes that are killed again and again, their engines too', () => {
  // @req chaos.kill
  test.each([1, 2] as const)(
    'lose and double nothing, and leave no gap in the audit, with %p execution services',
    async (replicas) => {
      await using engines = await startOwnEngines();
      await using product = await startProcesses({ engines, replicas });

      await expectNothingLost(product, 500);
    },
    testTimeoutMs,
  );
});
