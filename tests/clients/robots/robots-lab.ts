import { delimiter, dirname } from 'node:path';
import { findBinary, serverPlaces, temporaryFolder, type RobotNats } from '@benchline/testing/servers';
import { made, signInAnswer } from '../../harness/administration.ts';
import { clientOf, type Client } from '../../harness/client.ts';
import type { Product } from '../../harness/product.ts';
import type { Sample, Page } from '../../harness/wire.ts';
import { blockOf } from './robots-page.ts';
import { runLines, type Terminal } from './shell.ts';

/** A product with a robot's key that was made as the page says, and the experiment that the page sends samples to. */
export interface RobotsLab extends AsyncDisposable {
  readonly nats: RobotNats;
  /** The robot's. */
  readonly terminal: Terminal;
  /** With the robot's key. */
  readonly client: Client;
  /** External ids of the samples that are there. */
  readonly samples: () => Promise<readonly string[]>;
}

/** The command line tool `nats` of this machine or of the tests' own. */
export function natsCommand(): string | undefined {
  return findBinary('nats', serverPlaces().natsCommand);
}

/** The way to the tools that the page calls by name. */
export function pathWith(...binaries: readonly (string | undefined)[]): string {
  const folders = binaries.flatMap((binary) => (binary === undefined ? [] : [dirname(binary)]));
  return [...folders, process.env['PATH'] ?? ''].join(delimiter);
}

/** @throws {Error} where the page's lines about the key don't work. */
export async function robotsLab(nats: RobotNats, product: Product): Promise<RobotsLab> {
  const folder = await temporaryFolder();
  const { url } = product;
  await ensureExperiment(clientOf({ url, key: product.key }));
  const { token } = await signInAnswer(url);
  const PATH = pathWith(natsCommand());
  const answer = await runLines(blockOf('a key'), { folder: folder.path, env: { PATH, URL: url, TOKEN: token } });
  if (answer.code !== 0) throw new Error(answer.output);
  const [key, me] = answer.output
    .trim()
    .split('\n')
    .map((line): unknown => JSON.parse(line)) as [
    { readonly id: number; readonly secret: string },
    { readonly organization: { readonly id: number } },
  ]; // what the two calls answer
  const client = clientOf({ url, key: key.secret });
  return {
    nats,
    client,
    terminal: {
      folder: folder.path,
      env: {
        ...{ PATH, URL: url, NATS_URL: nats.robotsUrl, NATS_TOKEN: key.secret },
        ...{ ORG: String(me.organization.id), KEY_ID: String(key.id) },
      },
    },
    samples: async () =>
      (await client.get<Page<Sample>>('/samples?limit=200')).body.items.map(({ external_id }) => external_id).sort(),
    [Symbol.asyncDispose]: () => folder[Symbol.asyncDispose](),
  };
}

async function ensureExperiment(client: Client): Promise<void> {
  const body = { external_id: 'EXP-1', name: 'Adelie penguins of Torgersen' };
  made(await client.post('/experiments', body), 201);
}
