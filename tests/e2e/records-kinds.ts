import { randomUUID } from 'node:crypto';
import type { Client } from '../harness/client.ts';
import { newExperiment } from './lab-records.ts';

/** What projects, experiments and samples have alike. */
export interface LabRecord {
  readonly id: number;
  readonly external_id: string;
  readonly status: string;
  readonly version: number;
  readonly updated_at: string;
  readonly archived_at?: string;
}

/** A kind of records as stories that hold for all of them need it. */
export interface RecordKind {
  readonly path: string;
  readonly notFound: string;
  /** A text that can be changed. */
  readonly text: string;
  /** Fields that a create needs beside its external id, new ones each time. */
  readonly needs: (client: Client) => Promise<object>;
  /** What follows an external id in a by-external path, given what the create was given. */
  readonly within: (needed: object) => string;
}

export const recordKinds: readonly RecordKind[] = [
  {
    path: '/projects',
    notFound: 'project_not_found',
    text: 'description',
    needs: () => Promise.resolve({ name: 'Penguins' }),
    within: () => '',
  },
  {
    path: '/experiments',
    notFound: 'experiment_not_found',
    text: 'hypothesis',
    needs: () => Promise.resolve({ name: 'Season' }),
    within: () => '',
  },
  {
    path: '/samples',
    notFound: 'sample_not_found',
    text: 'organism',
    needs: async (client) => ({ experiment_id: (await newExperiment(client)).id }),
    within: (needed) =>
      `?${Object.entries(needed)
        .map(([name, id]) => `${name}=${String(id)}`)
        .join('&')}`,
  },
];

/** An external id that nobody else has. */
export function newName(): string {
  return `X/${randomUUID()}`;
}

/** Registers a record that must be accepted. */
export async function newRecord<Body extends LabRecord = LabRecord>(
  client: Client,
  path: string,
  fields: object,
): Promise<Body> {
  const answer = await client.post<Body>(path, { external_id: newName(), ...fields });
  if (answer.status !== 201) throw new Error(`no record: ${answer.text}`);
  return answer.body;
}
