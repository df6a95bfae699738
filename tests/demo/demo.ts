import { clientOf, type Client } from '../harness/client.ts';
import { walk } from '../harness/walk.ts';
import type { Experiment, Sample } from '../harness/wire.ts';
import { correctExternalId } from './corrections.ts';
import { ensureExperiment, ensureProject, importSamples } from './import-study.ts';
import { Unworkable } from './patiently.ts';
import { asSample, readStudies } from './penguins.ts';
import { checkServers, readPlates, type ReadPlates } from './plate-reader/read-plates.ts';
import { progressBar, type Progress, type Terminal } from './progress.ts';
import { renewDemoKey } from './renew-demo-key.ts';
import { reviewStudy } from './review-study.ts';
import { signInOwner, type Credentials } from './sign-in-owner.ts';
import { summaryTable } from './summary-table.ts';
import { whereToLook } from './where-to-look.ts';

export interface DemoConfig extends Credentials {
  readonly url: string;
  /** Where robots come in; empty where no reader is to be plugged in. */
  readonly robotsUrl: string;
}

const lims = { display_name: 'Demo LIMS', role: 'scientist' };
const noReader =
  'No plate reader was plugged in: BENCHLINE_ROBOTS_URL says where robots come in, and docs/robots.md how to let them.';

/**
 * Imports three years of penguin samples as a laboratory system would, while a plate reader reports its wells; does with the samples what
 * people do, and reads them back. It may be cut off anywhere, and run again.
 * @throws {Unworkable} when nothing answers or nobody is let in.
 */
export async function runDemo({ url, robotsUrl, ...credentials }: DemoConfig, terminal: Terminal): Promise<void> {
  if (robotsUrl !== '') checkServers(robotsUrl);
  await answering(url);
  const people = await signInOwner(url, credentials);
  const { secret } = await renewDemoKey(people, lims);
  const machine = clientOf({ url, key: secret });
  terminal.write(`Penguins of Palmer Station (LTER), CC0, doi:10.1371/journal.pone.0090081, into ${url}\n\n`);

  const { experiments, reader } = await machinesWork({ machine, people, robotsUrl, terminal });
  await reviewAll(people, { machine, experiments, terminal });

  const samples: Sample[] = [];
  for (const { id } of experiments.values()) samples.push(...(await samplesOf(machine, id)));
  const experimentId = [...experiments.values()][0]?.id ?? 1;
  terminal.write(`\nRead back from the API:\n\n${summaryTable(samples)}\n\n`);
  terminal.write(`${whereToLook({ url, secret, experimentId, readerCommand: reader?.command })}\n`);
  await people.post('/api/v1/auth/sign-out', {});
}

interface MachinesPlan {
  readonly machine: Client;
  readonly people: Client;
  readonly robotsUrl: string;
  readonly terminal: Terminal;
}

interface MachinesDone {
  /** Of each study. */
  readonly experiments: ReadonlyMap<string, Experiment>;
  readonly reader: ReadPlates | undefined;
}

/** The LIMS and the plate reader at the same time. */
async function machinesWork({ machine, people, robotsUrl, terminal }: MachinesPlan): Promise<MachinesDone> {
  const studies = readStudies();
  const total = [...studies.values()].reduce((sum, rows) => sum + rows.length, 0);
  const progress = progressBar(terminal, total);
  const stopping = new AbortController();
  const plan = { servers: robotsUrl, people, machine, say: progress.say, signal: stopping.signal };
  const [{ experiments, added }, reader] = await Promise.all([
    importAll(machine, studies, progress),
    robotsUrl === '' ? undefined : readPlates(plan),
  ]).finally(() => {
    stopping.abort();
    progress.end();
  });
  const there = total - added;
  terminal.write(`\n${String(added)} samples added${there === 0 ? '' : `, ${String(there)} already there`}.\n`);
  terminal.write(`${reader?.summary ?? noReader}\n`);
  return { experiments, reader };
}

async function importAll(
  machine: Client,
  studies: ReturnType<typeof readStudies>,
  progress: Progress,
): Promise<Pick<MachinesDone, 'experiments'> & { readonly added: number }> {
  const experiments = new Map<string, Experiment>();
  let [done, added] = [0, 0];
  await ensureProject(machine);
  for (const [study, rows] of studies) {
    const experiment = await ensureExperiment(machine, study);
    experiments.set(study, experiment);
    await importSamples(machine, experiment.id, {
      study,
      samples: rows.map(asSample),
      onRows: (count, fresh) => {
        done += count;
        added += fresh;
        progress.show(done, study);
      },
    });
  }
  return { experiments, added };
}

interface ReviewPlan {
  readonly machine: Client;
  readonly experiments: ReadonlyMap<string, Experiment>;
  readonly terminal: Terminal;
}

/** What only people do. */
async function reviewAll(people: Client, { machine, experiments, terminal }: ReviewPlan): Promise<void> {
  let [reviews, transitions, corrections] = [0, 0, 0];
  for (const [name, experiment] of experiments) {
    const done = await reviewStudy(people, { name, experiment, samples: await samplesOf(machine, experiment.id) });
    reviews += done.reviews;
    transitions += done.transitions;
    if (await correctExternalId(people, experiment, name)) corrections += 1;
  }
  const [qc, moves, ids] = [reviews, transitions, corrections].map(String);
  terminal.write(`${qc} QC reviews, ${moves} changes of status, ${ids} external ids corrected.\n`);
}

function samplesOf(machine: Client, experimentId: number): Promise<readonly Sample[]> {
  return walk<Sample>(machine, `/samples?experiment_id=${String(experimentId)}&limit=200`);
}

async function answering(url: string): Promise<void> {
  try {
    await fetch(`${url}/healthz`, { signal: AbortSignal.timeout(5_000) });
  } catch {
    throw new Unworkable(
      `Nothing answers at ${url}. Start Benchline with npm start, or name another address in BENCHLINE_URL.`,
    );
  }
}
