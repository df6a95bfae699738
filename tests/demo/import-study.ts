import { createHash } from 'node:crypto';
import type { Client } from '../harness/client.ts';
import type { BulkAnswer, Experiment, NewSample } from '../harness/wire.ts';
import type { PenguinSample } from './penguins.ts';
import { patiently } from './patiently.ts';

/** Small enough that a progress bar moves; the API takes up to 1,000 rows in a call. */
const rowsAtOnce = 50;

export interface StudyImport {
  readonly study: string;
  readonly samples: readonly PenguinSample[];
  /** Hears of each call: how many rows it was about and how many of them are new. */
  readonly onRows: (rows: number, added: number) => void;
}

/** The study's experiment, made where it isn't there yet. */
export async function ensureExperiment(client: Client, study: string): Promise<{ id: number; added: boolean }> {
  const path = `/experiments/by-external/${encodeURIComponent(study)}`;
  const found = await patiently(() => client.get<Experiment>(path), [200, 404]);
  if (found.status === 200) return { id: found.body.id, added: false };
  const body = { external_id: study, name: `Palmer Station penguins, ${study}` };
  const made = await patiently(() => client.post<Experiment>('/experiments', body, idempotency(body)), [201]);
  return { id: made.body.id, added: made.headers.get('idempotency-replayed') === null };
}

/** Registers the samples of a study in bulk. What is there already is left as it is. */
export async function importSamples(client: Client, experimentId: number, study: StudyImport): Promise<void> {
  for (let start = 0; start < study.samples.length; start += rowsAtOnce) {
    const items = study.samples
      .slice(start, start + rowsAtOnce)
      .map((sample): NewSample => ({ ...sample, experiment_id: experimentId }));
    const body = { items };
    const answer = await patiently(() => client.post<BulkAnswer>('/samples/bulk', body, idempotency(body)), [200]);
    study.onRows(items.length, addedBy(answer.body, answer.headers.get('idempotency-replayed') === 'true'));
  }
}

function addedBy({ items }: BulkAnswer, replayed: boolean): number {
  const refused = items.find(({ status, detail }) => status !== 201 && detail !== 'external_id_already_exists');
  if (refused !== undefined) throw new Error(`a row was refused: ${JSON.stringify(refused)}`);
  return replayed ? 0 : items.filter(({ status }) => status === 201).length;
}

/** The same content has the same key: a run that is repeated, or that was cut off, does nothing twice. */
function idempotency(body: unknown): Readonly<Record<string, string>> {
  const digest = createHash('sha256').update(JSON.stringify(body)).digest('hex');
  return { 'idempotency-key': `palmer-lter-${digest.slice(0, 32)}` };
}
