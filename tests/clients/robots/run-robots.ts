import { startRobotNats, whyNoNats } from '@benchline/testing/servers';
import { robotSettings } from '../../harness/robots.ts';
import { startOneProcess } from '../../harness/shapes.ts';
import type { PythonTools } from '../python/python-tools.ts';
import type { Counted } from '../run-story.ts';
import { runNatsCommand } from './nats-command-story.ts';
import { runPythonRobot } from './python-robot-story.ts';
import { natsCommand, robotsLab } from './robots-lab.ts';
import { runSetUp } from './set-up-story.ts';

/** A story, or why it can't be told on this machine. */
export type Told = Counted | { readonly missing: string };

/** What docs/robots.md tells robots and operators to do, done as it stands there. Hears of each part as it begins and as it ends. */
export async function runRobots(
  python: PythonTools,
  tell: (name: string, told: () => Promise<Told>) => Promise<void>,
): Promise<void> {
  const noServer = whyNoNats();
  const noCommand =
    natsCommand() === undefined ? 'no nats on PATH or in the cache folder (npm run servers:install)' : undefined;
  const unless = (missing: string | undefined, story: () => Promise<Told>) => (): Promise<Told> =>
    missing === undefined ? story() : Promise.resolve({ missing });
  if (noServer !== undefined) {
    await tell('Robots', unless(noServer, runSetUp));
    return;
  }
  await tell('Robots: set up on one machine', unless(noCommand, runSetUp));
  await using nats = await startRobotNats();
  await using product = await startOneProcess(robotSettings(nats));
  await using lab = await robotsLab(nats, product);
  await tell(
    'Robots: the nats command',
    unless(noCommand, () => runNatsCommand(lab)),
  );
  await tell('Robots: Python, nats-py', async () => ('missing' in python ? python : runPythonRobot(lab, python)));
}
