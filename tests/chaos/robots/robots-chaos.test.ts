import { expect, test } from '@jest/globals';
import { describeWithOwnServer } from '@benchline/testing';
import { runRobotsChaos } from './run-robots.ts';
import { startShape } from './shape-under-fire.ts';
import { verdictLine } from './verdict.ts';

const testTimeoutMs = 240_000;

describeWithOwnServer('nats', 'robots that are killed, with all that they work with', () => {
  /** A small run of what `main.ts` does at length. */
  // @req robots.chaos
  test(
    'lose and double nothing, keep their order, and hear one outcome of each command',
    async () => {
      await using shape = await startShape('one-process');
      const plan = { commands: 300, robots: 3, kills: 3, seconds: 120, seed: 7, tell: () => undefined };
      const { product, nats, targets } = shape;

      const { verdict, complaints } = await runRobotsChaos({ ...plan, product, nats, targets });

      expect(complaints).toEqual([]);
      expect(verdictLine(verdict)).toBe(
        `acknowledged ${String(verdict.acknowledged)}, lost 0, doubled 0, outcomes missing 0, outcomes differing 0, out of order 0`,
      );
      expect(verdict.acknowledged).toBeGreaterThan(250);
    },
    testTimeoutMs,
  );
});
