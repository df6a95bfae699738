import { join } from 'node:path';
import { temporaryFolder } from '@benchline/testing/servers';
import type { Client } from '../../harness/client.ts';
import { walk } from '../../harness/walk.ts';
import type { Experiment, Sample } from '../../harness/wire.ts';
import { renewDemoKey } from '../renew-demo-key.ts';
import { patiently, Unworkable } from '../patiently.ts';
import { commandsFor, plateCount, plates, wellCount, type ReaderCommand } from './plates.ts';
import { plugIn } from './plug-in.ts';

export interface ReaderPlan {
  /** Where robots come in: `nats://…`. */
  readonly servers: string;
  readonly people: Client;
  /** Of the LIMS, which knows which wells are there. */
  readonly machine: Client;
  /** Shows a line. */
  readonly say: (line: string) => void;
  readonly signal: AbortSignal;
}

export interface ReadPlates {
  /** A line about how it went. */
  readonly summary: string;
  /** The path of what became of one of its commands, where it sent some. */
  readonly command: string | undefined;
}

/** @throws {Unworkable} for what is no address of a server. Whatever it is, it isn't shown: there may be a password in it. */
export function checkServers(servers: string): void {
  const url = URL.parse(servers);
  const plain = url !== null && ['nats:', 'tls:'].includes(url.protocol) && url.username === '' && url.password === '';
  if (!plain)
    throw new Unworkable('BENCHLINE_ROBOTS_URL is like nats://host:4222 or tls://host:4222, without credentials.');
}

/**
 * A plate reader registers its wells and notes its readings over NATS. In the middle its plug is pulled, it reads on without a network, and
 * what it has kept comes when it is plugged in again. What an earlier run has done is not done again.
 */
export async function readPlates({ servers, people, machine, say, signal }: ReaderPlan): Promise<ReadPlates> {
  // From here on no command of an earlier run's reader is worked any more.
  const key = await renewDemoKey(people, { display_name: 'Demo plate reader', role: 'technician' });
  const me = await patiently(() => people.get<{ organization: { id: number } }>('/api/v1/auth/me'), [200]);
  const { id: experimentId } = await ensurePlates(machine);
  const commands = commandsFor(experimentId, await wellsIn(machine, experimentId));
  const left = commands.length;
  if (left === 0)
    return { command: undefined, summary: `Plate reader: all ${String(wellCount)} wells are read already.` };

  await using folder = await temporaryFolder();
  const who = { servers, key: key.secret, organizationId: me.body.organization.id, keyId: key.id };
  const heard = new Set<string>();
  const unheard = (until: number): readonly ReaderCommand[] =>
    commands.slice(0, until).filter(({ id }) => !heard.has(id));
  const run = (network: boolean, until: number, pullAfter: number): Promise<number | undefined> =>
    plugIn({
      job: { ...who, file: join(folder.path, 'commands.ndjson'), network, commands: unheard(until) },
      onOutcome: (commandId) => heard.add(commandId).size >= pullAfter,
      signal,
    });

  say(`Plate reader: plugged in at ${servers}, to read ${String(plateCount)} plates (a simulation).`);
  await run(true, left, Math.ceil(left / 3));
  say(`Plate reader: unplugged, with outcomes of ${String(heard.size)} of ${String(left)} commands.`);
  const kept = await run(false, Math.ceil((2 * left) / 3), Infinity);
  say(`Plate reader: reads on without a network. ${String(kept)} commands wait in its file.`);
  say('Plate reader: plugged in again.');
  await run(true, left, Infinity);
  const command = `/api/v1/commands/${String(commands.at(-1)?.id)}?key_id=${String(key.id)}`;
  return { command, summary: summaryOf(await wellsIn(machine, experimentId), heard.size) };
}

/** One that was made though its answer said later is answered the same. */
const once = { 'idempotency-key': 'demo-plates' };

async function ensurePlates(machine: Client): Promise<Experiment> {
  const found = await patiently(
    () => machine.get<Experiment>(`/experiments/by-external/${plates.external_id}`),
    [200, 404],
  );
  if (found.status === 200) return found.body;
  return (await patiently(() => machine.post<Experiment>('/experiments', plates, once), [201])).body;
}

function wellsIn(machine: Client, experimentId: number): Promise<readonly Sample[]> {
  return walk<Sample>(machine, `/samples?experiment_id=${String(experimentId)}&limit=200`);
}

/** A well is at version 1 when it is registered, and at 2 when it is read. */
function summaryOf(wells: readonly Sample[], outcomes: number): string {
  const [read, twice] = [wells.filter(({ version }) => version >= 2), wells.filter(({ version }) => version > 2)];
  const [there, done, doubled] = [wells, read, twice].map(({ length }) => (length === 0 ? 'none' : String(length)));
  return `Plate reader: ${String(outcomes)} outcomes; ${String(there)} wells are registered, ${String(done)} are read, ${String(doubled)} twice.`;
}
