import { connectionOptions } from '@benchline/bus/connection';
import { startRobotNats, type RobotNats } from '@benchline/testing/servers';
import { jetstreamManager } from '@nats-io/jetstream';
import { connect } from '@nats-io/transport-node';
import { signIn } from '../../harness/administration.ts';
import { makeRobotKey, robotSettings } from '../../harness/robots.ts';
import { auditLag, openLaboratory } from '../laboratory.ts';
import { startProduct, type Product, type ProductPlan } from '../product.ts';
import type { Caller } from './plan.ts';

/** The product with a NATS server of its own, and robots with a key each, all of one organization. */
export interface RobotsLab extends AsyncDisposable {
  readonly nats: RobotNats;
  readonly product: Product;
  readonly callers: readonly Caller[];
  /** Events that the broker has, since the product's beginning. */
  readonly eventsTold: () => Promise<number>;
  /** Waits until the newest sample is audited, and answers how long that took. */
  readonly auditLag: () => Promise<number>;
  [Symbol.asyncDispose](): Promise<void>;
}

/** The product's own, by its usual name. */
const eventStream = 'benchline_events';
const timeoutMs = 10_000;

export interface RobotsLabPlan extends Pick<ProductPlan, 'shape' | 'profileFolder'> {
  readonly robots: number;
}

export async function startRobotsLab({ robots, ...plan }: RobotsLabPlan): Promise<RobotsLab> {
  await using resources = new AsyncDisposableStack();
  const nats = resources.use(await startRobotNats());
  const product = resources.use(await startProduct({ ...plan, settings: robotSettings(nats) }));
  const { client, experimentId } = await openLaboratory(product);
  const people = await signIn(product.url);
  const callers: Caller[] = [];
  for (let number = 1; number <= robots; number += 1) {
    const key = await makeRobotKey(people, { account: `Arm ${String(number)}` });
    const own = `1.${String(key.id)}`;
    callers.push({
      url: nats.robotsUrl,
      token: key.secret,
      commands: `lab.1.cmd.${String(key.id)}.samples.create`,
      outcomes: `lab.1.res.${String(key.id)}.*`,
      inbox: `_INBOX.${own}.bench`,
      experimentId,
    });
  }
  const eventsTold = await countEvents(nats, resources);
  const owned = resources.move();
  return {
    ...{ nats, product, callers, eventsTold, auditLag: () => auditLag(client) },
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}

async function countEvents(nats: RobotNats, resources: AsyncDisposableStack): Promise<() => Promise<number>> {
  const connection = await connect(connectionOptions({ url: nats.servicesUrl, name: 'bench' }, timeoutMs));
  resources.defer(() => connection.close());
  const { streams } = await jetstreamManager(connection);
  return async () => (await streams.info(eventStream)).state.last_seq;
}
