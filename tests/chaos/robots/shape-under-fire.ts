import { startMongo, startRobotNats, type RobotNats } from '@benchline/testing/servers';
import { enginePart } from '../../harness/engines.ts';
import type { Product } from '../../harness/product.ts';
import { robotSettings } from '../../harness/robots.ts';
import { startOneProcess, startProcesses } from '../../harness/shapes.ts';
import { chaosSettings } from '../run-chaos.ts';

export const robotShapes = ['one-process', 'processes'] as const;
export type RobotShape = (typeof robotShapes)[number];

/** Something to be killed and brought back. */
export interface Target {
  readonly kill: () => Promise<void>;
  readonly start: () => Promise<void>;
}

/** A product that robots come to, with all that can be killed of it and of what it stands on. */
export interface ShapeUnderFire {
  readonly product: Product;
  readonly nats: RobotNats;
  readonly targets: Readonly<Record<string, Target>>;
}

export interface RunningShape extends ShapeUnderFire, AsyncDisposable {
  [Symbol.asyncDispose](): Promise<void>;
}

/** The whole in one process, or each service one of its own and those that decide two. Nobody else uses the engines. */
export async function startShape(shape: RobotShape): Promise<RunningShape> {
  await using stack = new AsyncDisposableStack();
  const nats = stack.use(await startRobotNats());
  const broker = enginePart('nats', nats);
  const extra = { ...chaosSettings, RATE_LIMIT_ADDRESS_PER_SECOND: '1000000', ...robotSettings(nats) };
  const start = async (): Promise<Product> => {
    if (shape === 'one-process') return startOneProcess(extra);
    const mongo = stack.use(await startMongo());
    const parts = [enginePart('mongodb', mongo)];
    const engines = { mongodbUrl: mongo.url, natsUrl: nats.servicesUrl, parts };
    return startProcesses({ engines, replicas: 2, extra });
  };
  const product = stack.use(await start());
  const own = stack.move();
  const targets = product.processes.map((name): [string, Target] => [
    name,
    { kill: () => product.kill(name), start: () => product.restart(name) },
  ]);
  return {
    product,
    nats,
    targets: { ...Object.fromEntries(targets), nats: { kill: () => broker.kill(), start: () => broker.start() } },
    [Symbol.asyncDispose]: () => own.disposeAsync(),
  };
}
