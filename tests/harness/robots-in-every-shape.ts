import { afterAll, beforeAll, describe, jest } from '@jest/globals';
import { describeWithOwnServer, describeWithServer, startRobotNats, type RobotNats } from '@benchline/testing';
import { clientOf } from './client.ts';
import type { Lab } from './every-shape.ts';
import type { Product } from './product.ts';
import { robotSettings } from './robots.ts';
import { startOneProcess, startProcesses, type ShapeName } from './shapes.ts';

/** A running product that robots come to, and their NATS server. */
export interface RobotsLab extends Lab {
  readonly nats: RobotNats;
}

const startTimeoutMs = 90_000;
const testTimeoutMs = 60_000;

/** The same story of robots in each shape of the product; each has a NATS server of its own. */
export function describeRobotsInEveryShape(
  story: string,
  tell: (lab: () => RobotsLab, shape: ShapeName) => void,
): void {
  describeWithOwnServer('nats', story, () => {
    describeRobots(
      'in one process',
      (nats) => startOneProcess(robotSettings(nats)),
      (lab) => {
        tell(lab, 'one-process');
      },
    );
    describeWithServer('mongodb', 'over the MongoDB wire', (mongo) => {
      const start = (replicas: 1 | 2) => (nats: RobotNats) =>
        startProcesses({
          engines: { mongodbUrl: mongo.url(), natsUrl: nats.servicesUrl, parts: [] },
          replicas,
          extra: robotSettings(nats),
        });
      describeRobots('as processes', start(1), (lab) => {
        tell(lab, 'processes');
      });
      describeRobots('with two replicas', start(2), (lab) => {
        tell(lab, 'replicas');
      });
    });
  });
}

function describeRobots(
  name: string,
  start: (nats: RobotNats) => Promise<Product>,
  tell: (lab: () => RobotsLab) => void,
): void {
  jest.setTimeout(testTimeoutMs);
  describe(name, () => {
    const stack = new AsyncDisposableStack();
    let running: RobotsLab | undefined;
    beforeAll(async () => {
      const nats = stack.use(await startRobotNats());
      const product = stack.use(await start(nats));
      running = { nats, product, client: clientOf(product), people: product.people };
    }, startTimeoutMs);
    afterAll(() => stack.disposeAsync(), startTimeoutMs);
    tell(() => {
      if (running === undefined) throw new Error('the product is not running');
      return running;
    });
  });
}
