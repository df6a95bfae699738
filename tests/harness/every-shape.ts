import { afterAll, beforeAll, describe, expect, jest } from '@jest/globals';
import { describeWithServer } from '@benchline/testing';
import { clientOf, type Client } from './client.ts';
import type { Product } from './product.ts';
import { startOneProcess, startProcesses, type ExtraSettings, type ShapeName } from './shapes.ts';

/** A running product and a client of it. */
export interface Lab {
  readonly product: Product;
  /** With the product's key. */
  readonly client: Client;
  /** With the owner's session. */
  readonly people: Client;
}

/** The lab of the shape that is being told of; it may be asked for inside tests only. */
export type LabOf = () => Lab;

export interface StoryTerms {
  readonly settings?: ExtraSettings;
}

const startTimeoutMs = 90_000;
const testTimeoutMs = 30_000;

/** The same story in each shape of the product: one process always, the others where there are real servers. */
export function describeInEveryShape(
  story: string,
  tell: (lab: LabOf, shape: ShapeName) => void,
  { settings = {} }: StoryTerms = {},
): void {
  // @req e2e.standalone
  describeShape(
    `${story}, in one process`,
    () => startOneProcess(settings),
    (lab) => {
      tell(lab, 'one-process');
    },
  );
  describeWithServer('mongodb', story, (mongo) => {
    describeWithServer('nats', 'over NATS', (nats) => {
      const start = (replicas: 1 | 2) => () =>
        startProcesses({
          engines: { mongodbUrl: mongo.url(), natsUrl: nats.url(), parts: [] },
          replicas,
          extra: settings,
        });
      // @req e2e.processes
      describeShape('as processes', start(1), (lab) => {
        tell(lab, 'processes');
      });
      // @req e2e.replicas
      describeShape('with two replicas', start(2), (lab) => {
        tell(lab, 'replicas');
      });
    });
  });
}

/** A product for a suite: started before its tests, stopped after them. */
export function describeShape(name: string, start: () => Promise<Product>, tell: (lab: LabOf) => void): void {
  jest.setTimeout(testTimeoutMs);
  describe(name, () => {
    let running: Lab | undefined;
    beforeAll(async () => {
      const product = await start();
      running = { product, client: clientOf(product), people: product.people };
    }, startTimeoutMs);
    afterAll(async () => {
      await running?.product[Symbol.asyncDispose]();
      expect(defectsIn(running?.product.output() ?? '')).toEqual([]);
    }, startTimeoutMs);
    tell(() => {
      if (running === undefined) throw new Error('the product is not running');
      return running;
    });
  });
}

/** No story may end with an error in the product's log, whatever it answered. */
function defectsIn(output: string): readonly string[] {
  return output.split('\n').filter((line) => line.includes('"level":"error"'));
}
