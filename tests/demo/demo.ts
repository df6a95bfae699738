import { clientOf, integrations, type Client } from '../harness/client.ts';
import { walk } from '../harness/walk.ts';
import type { Sample } from '../harness/wire.ts';
import { ensureExperiment, importSamples } from './import-study.ts';
import { Unworkable } from './patiently.ts';
import { asSample, readStudies } from './penguins.ts';
import { progressBar, type Terminal } from './progress.ts';
import { summaryTable } from './summary-table.ts';

export interface DemoConfig {
  readonly url: string;
  readonly key: string | undefined;
}

/**
 * Imports three years of penguin samples as a laboratory system would, and reads them back.
 * @throws {Unworkable} when there is no key or nothing answers.
 */
export async function runDemo({ url, key }: DemoConfig, terminal: Terminal): Promise<void> {
  if (key === undefined || key === '') {
    throw new Unworkable('Set BENCHLINE_DEVELOPMENT_KEY to the key that the instance was started with.');
  }
  await answering(url);
  const client = clientOf({ url, key });
  terminal.write(`Penguins of Palmer Station (LTER), CC0, doi:10.1371/journal.pone.0090081, into ${url}\n\n`);

  const experiments = await importAll(client, terminal);

  const samples: Sample[] = [];
  for (const id of experiments) samples.push(...(await walk<Sample>(client, `/samples?experiment_id=${id}&limit=200`)));
  terminal.write(`\nRead back from the API:\n\n${summaryTable(samples)}\n\n${whereToLook(url, experiments[0] ?? 1)}\n`);
}

async function importAll(client: Client, terminal: Terminal): Promise<readonly number[]> {
  const studies = readStudies();
  const total = [...studies.values()].reduce((sum, rows) => sum + rows.length, 0);
  const progress = progressBar(terminal, total);
  const experiments: number[] = [];
  let [done, added] = [0, 0];
  for (const [study, rows] of studies) {
    const { id } = await ensureExperiment(client, study);
    experiments.push(id);
    await importSamples(client, id, {
      study,
      samples: rows.map(asSample),
      onRows: (count, fresh) => {
        done += count;
        added += fresh;
        progress.show(done, study);
      },
    });
  }
  progress.end();
  const there = total - added;
  terminal.write(`\n${added} samples added${there === 0 ? '' : `, ${there} already there`}.\n`);
  return experiments;
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

function whereToLook(url: string, experiment: number): string {
  const api = `${url}${integrations}`;
  const curl = 'curl -H "Authorization: Bearer $BENCHLINE_DEVELOPMENT_KEY"';
  return [
    'Where to look:',
    `  all samples of a study   ${curl} '${api}/samples?experiment_id=${experiment}&limit=200'`,
    `  one of them              ${curl} '${api}/samples/by-external/PAL0708-ADELIE-1?experiment_id=${experiment}'`,
    `  those of one species     ${curl} '${api}/samples?q=papua'`,
    `  who changed what         ${curl} '${url}/api/v1/audit?limit=20'`,
    `  what else it can do      ${api}/openapi.json`,
  ].join('\n');
}
