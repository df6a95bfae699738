import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { eventually } from '@benchline/testing/servers';
import type { Python } from '../python-client.ts';
import type { Counted } from '../run-story.ts';
import type { RobotsLab } from './robots-lab.ts';
import { blockOf } from './robots-page.ts';
import { runLines, startLines } from './shell.ts';
import { tally } from './tally.ts';

const timeoutMs = 30_000;
const told = `201 B1
409 external_id_already_exists
201 B2
201 B3
200 absorbance 0.412 at 450 nm
409 external_id_already_exists
True
`;

/** The page's script in Python: at once, again while the server is away, and with a key's number that isn't its own. */
export async function runPythonRobot(
  { terminal, client, samples, nats }: RobotsLab,
  { python }: Python,
): Promise<Counted> {
  const { equal, contains, counted } = tally();
  writeFileSync(join(terminal.folder, 'robot.py'), blockOf('python'));
  const before = await samples();
  const line = `exec '${python}' robot.py`;

  const ran = await runLines(line, terminal);
  equal('prints what became of each command', ran.output, told);
  const after = [...before, 'B1', 'B2', 'B3'];
  equal('made each sample once', await samples(), after);
  const asked = await client.get('/commands/reader-B1-anew');
  const refused = { command_id: 'reader-B1-anew', action: 'samples.create', status: 409 };
  equal('is told the same over HTTP', asked.body, { ...refused, detail: 'external_id_already_exists' });

  await nats.kill();
  await using waiting = startLines(line, terminal);
  await eventually(() => waiting.output().includes('trouble: '), { timeoutMs, what: 'trouble' });
  await nats.restart();
  const again = (): string => waiting.output().replaceAll(/^(trouble: |reader-).*\n/gm, '');
  await eventually(() => again().endsWith('True\n'), { timeoutMs, what: 'its end' }).catch(() => undefined); // told below
  equal('waits for a server that is away, and is told the same again', again(), told);
  equal('still made each sample once', await samples(), after);

  const other = { ...terminal, env: { ...terminal.env, KEY_ID: `1${terminal.env['KEY_ID'] ?? ''}` } };
  await using forging = startLines(line, other);
  const forged = 'permissions violation for publish to "lab.';
  await eventually(() => forging.output().includes(forged), { timeoutMs, what: 'a refusal' }).catch(() => undefined); // told below
  contains('sends nothing as another key', forging.output(), forged);
  return counted();
}
