import { eventually } from '@benchline/testing/servers';
import type { Counted, Ended } from '../run-story.ts';
import type { RobotsLab } from './robots-lab.ts';
import { blockOf, terminalBlock } from './robots-page.ts';
import { runLines, startLines, type Terminal } from './shell.ts';
import { tally, type Tally } from './tally.ts';

const timeoutMs = 20_000;

/** The page's first command, line by line with the tool `nats`, and what a robot may not do. */
export async function runNatsCommand(lab: RobotsLab): Promise<Counted> {
  const tallied = tally();
  await sendAndHear(lab, tallied);
  await tryWhatIsForbidden(lab, tallied);
  await readDeadLetters(lab, tallied);
  return tallied.counted();
}

/** In the second of the page's terminals. */
function type(terminal: Terminal, lines: string): Promise<Ended> {
  return runLines(`${terminalBlock()}\n${lines}`, terminal);
}

async function sendAndHear({ terminal, client, samples }: RobotsLab, { equal, contains }: Tally): Promise<void> {
  await using listening = startLines(`${terminalBlock()}\n${blockOf('listen')}`, terminal);
  await eventually(() => listening.output().includes('Subscribing on'), { timeoutMs, what: 'the subscription' });

  const sent = await type(terminal, blockOf('send'));
  contains('has a receipt for each command', sent.output, /(Stored in Stream[^]*){4}/);
  equal('ends without an error', sent.code, 0);

  const outcomes = (): readonly Outcome[] => outcomesIn(listening.output());
  await eventually(() => outcomes().length >= 4, { timeoutMs, what: 'four outcomes' }).catch(() => undefined); // told below
  equal('hears what became of each, of the one that was sent again the same again', outcomes().map(inShort), [
    'well-A1 201',
    'wells-A1-to-A3 409, 201, 201',
    'well-A1-anew 409 external_id_already_exists',
    'well-A1 201',
  ]);
  equal('made each sample once', await samples(), ['A1', 'A2', 'A3']);

  const asked = await type(terminal, blockOf('ask'));
  equal('is told the same over HTTP', JSON.parse(asked.output), outcomes()[0]);
  const missing = await client.get('/commands/never-sent');
  equal('is told that a command is not there', [missing.status, missing.body], [404, { detail: 'command_not_found' }]);
}

async function tryWhatIsForbidden({ terminal }: RobotsLab, { equal, contains }: Tally): Promise<void> {
  const send = 'pub --jetstream --timeout 2s -H Nats-Msg-Id:forbidden';

  const forged = await type(terminal, `robot ${send} lab.$ORG.cmd.1$KEY_ID.samples.create '{}'`);
  contains('sends nothing as another key', forged.output, 'Permissions Violation for Publish to "lab.');
  const spied = await type(terminal, `robot sub 'lab.*.res.>' --timeout 2s --wait 2s`);
  contains('hears nothing of others', spied.output, 'Permissions Violation for Subscription to "lab.*.res.>"');
  const managed = await type(terminal, 'robot stream ls --timeout 2s');
  contains('reaches nothing of JetStream', managed.output, 'Permissions Violation for Publish to "$JS.API.');
  const stray = await type(terminal, `nats ${send} lab.$ORG.cmd.$KEY_ID.samples.create '{}'`);
  contains('is told what it lacks without the inbox prefix', stray.output, 'for Subscription to "_INBOX.');
  equal(
    'ends with an error for each of these',
    [forged, spied, managed, stray].filter(({ code }) => code === 0),
    [],
  );
}

async function readDeadLetters({ terminal, nats }: RobotsLab, { contains }: Tally): Promise<void> {
  await type(terminal, `robot pub --jetstream lab.$ORG.cmd.$KEY_ID.samples.nothing -H Nats-Msg-Id:nothing '{}'`);

  const operator = { ...terminal, env: { ...terminal.env, NATS_URL: nats.servicesUrl, NATS_TOKEN: '' } };
  const read = async (): Promise<string> => (await runLines(blockOf('dead letters'), operator)).output;
  // Each of the two lines shows it.
  const letter = /("command_id":"nothing","detail":"action_not_found"[^]*){2}/;
  const there = async (): Promise<boolean> => letter.test(await read());
  await eventually(there, { timeoutMs, what: 'a dead letter' }).catch(() => undefined); // told below
  contains('leaves a dead letter that the operator reads', await read(), letter);
}

interface Outcome {
  readonly command_id: string;
  readonly status: number;
  readonly body?: { readonly items?: readonly { readonly status: number }[] };
  readonly detail?: string;
}

/** Each outcome is a line of JSON of its own. */
function outcomesIn(output: string): readonly Outcome[] {
  const lines = output.split('\n').filter((line) => line.startsWith('{') && line.endsWith('}'));
  return lines.map((line) => JSON.parse(line) as Outcome); // what the platform sends
}

function inShort({ command_id: id, status, body, detail }: Outcome): string {
  const rows = body?.items?.map((row) => String(row.status)).join(', ');
  return [id, rows ?? String(status), ...(detail === undefined ? [] : [detail])].join(' ');
}
