import { readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { connect } from 'node:net';
import { once } from 'node:events';
import { parseEnv } from 'node:util';
import { eventually, findBinary, freePort, serverPlaces, temporaryFolder } from '@benchline/testing/servers';
import { clientOf } from '../../harness/client.ts';
import { makeRobotKey, robotOf } from '../../harness/robots.ts';
import { startOneProcess } from '../../harness/shapes.ts';
import type { Counted } from '../run-story.ts';
import { natsCommand, pathWith } from './robots-lab.ts';
import { blockOf } from './robots-page.ts';
import { runLines, startLines } from './shell.ts';
import { tally } from './tally.ts';

const deploy = join(import.meta.dirname, '../../../deploy');
const timeoutMs = 20_000;

/** The page's server and product on one machine; all that is changed is the ports. */
export async function runSetUp(): Promise<Counted> {
  const { equal, counted } = tally();
  await using folder = await temporaryFolder();
  symlinkSync(deploy, join(folder.path, 'deploy'), 'dir');
  const terminal = {
    folder: folder.path,
    env: { PATH: pathWith(natsCommand(), findBinary('nats-server', serverPlaces().natsServer)) },
  };

  equal('is set up', await runLines(blockOf('set up'), terminal), { code: 0, output: '' });
  const [port, monitoring] = [await freePort(), await freePort()];
  const read = (name: string): string => readFileSync(join(folder.path, 'data/nats', name), 'utf8');
  for (const name of ['nats.conf', 'benchline.env']) {
    const moved = read(name).replaceAll('4222', String(port)).replaceAll('8222', String(monitoring));
    writeFileSync(join(folder.path, 'data/nats', name), moved);
  }

  await using server = startLines(blockOf('server'), terminal);
  await eventually(() => answers(port), { timeoutMs, what: `a NATS server: ${server.output()}` });
  const settings = parseEnv(read('benchline.env')) as Readonly<Record<string, string>>; // every name in it has a value
  await using product = await startOneProcess({ ...settings, LOG_LEVEL: 'info' });
  const ready = (): boolean => product.output().includes('robots can come in');
  await eventually(ready, { timeoutMs, what: 'the robots’ door' });

  const key = await makeRobotKey(product.people);
  await clientOf({ url: product.url, key: product.key }).post('/experiments', { external_id: 'E', name: 'E' });
  await using robot = await robotOf({ robotsUrl: `nats://127.0.0.1:${String(port)}` }, key);
  const outcome = await robot.send('samples.create', { experiment_external_id: 'E', external_id: 'S' }, { timeoutMs });
  equal('lets a robot in, and does what it says', outcome.status, 201);
  return counted();
}

async function answers(port: number): Promise<boolean> {
  const socket = connect(port, '127.0.0.1');
  try {
    await once(socket, 'connect', { signal: AbortSignal.timeout(1_000) });
    return true;
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}
