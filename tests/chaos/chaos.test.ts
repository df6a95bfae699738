import { expect, test } from '@jest/globals';
import { describeWithOwnServer } from '@benchline/testing';
import { startOwnEngines } from '../harness/engines.ts';
import type { Product } from '../harness/product.ts';
import { startOneProcess, startProcesses } from '../harness/shapes.ts';
import { chaosSettings, runChaos } from './run-chaos.ts';

const testTimeoutMs = 240_000;

/** A small run of what `main.ts` does at length. */
async function expectNothingLost(product: Product, creates: number): Promise<void> {
  const told: string[] = [];
  const killsWanted = Math.max(4, product.processes.length);
  const plan = { creates, clients: 16, seconds: 120, peaceMsMax: 3_000, killsWanted, seed: 7 };

  const { verdict, complaints } = await runChaos({ ...plan, product, tell: (line) => told.push(line) });

  expect(complaints).toEqual([]);
  expect(verdict).toMatchObject({ lost: 0, doubled: 0, auditGaps: 0, acceptedAfterRevocation: 0 });
  expect(verdict.acknowledged).toBeGreaterThan(creates);
  expect(new Set(told.filter((line) => line.startsWith('  killed ')))).toEqual(
    new Set(product.processes.map((name) => `  killed ${name}`)),
  );
}

// @req chaos.kill
test(
  'one process that is killed again and again loses and doubles nothing, accepts nothing that was taken back, and leaves no gap in the audit',
  async () => {
    await using product = await startOneProcess(chaosSettings);

    await expectNothingLost(product, 600);
  },
  testTimeoutMs,
);

describeWithOwnServer('mongodb', 'processes that are killed again and again, their engines too', () => {
  // @req chaos.kill
  test.each([1, 2] as const)(
    'lose and double nothing, accept nothing that was taken back, and leave no gap in the audit, %p of each that may be several',
    async (number) => {
      await using engines = await startOwnEngines();
      await using product = await startProcesses({
        engines,
        replicas: number,
        gateways: number,
        extra: chaosSettings,
      });

      await expectNothingLost(product, 300);
    },
    testTimeoutMs,
  );
});
