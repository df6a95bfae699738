import { createHash } from 'node:crypto';
import type { Client } from '../harness/client.ts';
import type { BulkAnswer, Experiment, NewSample } from '../harness/wire.ts';
import { registeredAs } from './corrections.ts';
import type { PenguinSample } from './penguins.ts';
import { patiently } from './patiently.ts';

/** What all studies belong to. */
export const program = {
  external_id: 'PAL-LTER',
  name: 'Palmer Station, Antarctica LTER: penguins',
  description:
    'Nests of three species around Palmer Station; blood samples of both adults. doi:10.1371/journal.pone.0090081',
} as const;

/** Small enough that a progress bar moves; the API takes up to 1,000 rows in a call. */
const rowsAtOnce = 50;

export interface StudyImport {
  readonly study: string;
  readonly samples: readonly PenguinSample[];
  /** Hears of each call: how many rows it was about and how many of them are new. */
  readonly onRows: (rows: number, added: number) => void;
}

/** The program's project, made where it isn't there yet. */
export async function ensureProject(client: Client): Promise<void> {
  const path = `/projects/by-external/${encodeURIComponent(program.external_id)}`;
  const found = await patiently(() => client.get(path), [200, 404]);
  if (found.status === 404) await patiently(() => client.post('/projects', program, idempotency(program)), [201]);
}

/** The study's experiment, under its right external id or the one that it was registered as; made where it isn't there yet. */
export async function ensureExperiment(client: Client, study: string): Promise<Experiment> {
  const registered = registeredAs(study);
  for (const externalId of new Set([study, registered])) {
    const path = `/experiments/by-external/${encodeURIComponent(externalId)}`;
    const found = await patiently(() => client.get<Experiment>(path), [200, 404]);
    if (found.status === 200) return found.body;
  }
  const body = {
    external_id: registered,
    name: `Palmer Station penguins, ${study}`,
    project_external_id: program.external_id,
  };
  return (await patiently(() => client.post<Experiment>('/experiments', body, idempotency(body)), [201])).body;
}

/** Registers the samples of a study in bulk. What is there already is left as it is. */
export async function importSamples(client: Client, experimentId: number, study: StudyImport): Promise<void> {
  for (let start = 0; start < study.samples.length; start += rowsAtOnce) {
    const items = study.samples
      .slice(start, start + rowsAtOnce)
      .map((sample): NewSample => ({ ...sample, experiment_id: experimentId }));
    const body = { items };
    const answer = await patiently(() => client.post<BulkAnswer>('/samples/bulk', body, idempotency(body)), [200]);
    study.onRows(items.length, addedBy(answer.body));
  }
}

function addedBy({ items }: BulkAnswer): number {
  const refused = items.find(({ status, detail }) => status !== 201 && detail !== 'external_id_already_exists');
  if (refused !== undefined) throw new Error(`a row was refused: ${JSON.stringify(refused)}`);
  return items.filter(({ status }) => status === 201).length;
}

/** The same content has the same idempotency key, so a call that is repeated within a run does nothing twice. */
function idempotency(body: unknown): Readonly<Record<string, string>> {
  const digest = createHash('sha256').update(JSON.stringify(body)).digest('hex');
  return { 'idempotency-key': `palmer-lter-${digest.slice(0, 32)}` };
}
