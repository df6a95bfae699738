import type { AnyAction, Call, Listing } from '@benchline/runtime';
import type { Lab, Refusal } from '@benchline/runtime/testing';
import { lab } from '@benchline/runtime/testing';
import { archiveExperiment, correctExperimentExternalId } from '../experiments/correct-experiment.ts';
import { createExperiment } from '../experiments/create-experiment.ts';
import { experimentKind } from '../experiments/experiment.ts';
import { getExperiment, getExperimentByExternalId } from '../experiments/get-experiment.ts';
import { listExperiments } from '../experiments/list-experiments.ts';
import { bulkUpdateExperiments, updateExperiment } from '../experiments/update-experiment.ts';
import { archiveProject, correctProjectExternalId } from '../projects/correct-project.ts';
import { createProject } from '../projects/create-project.ts';
import { getProject, getProjectByExternalId } from '../projects/get-project.ts';
import { listProjects } from '../projects/list-projects.ts';
import { projectKind } from '../projects/project.ts';
import { bulkUpdateProjects, updateProject } from '../projects/update-project.ts';
import { archiveSample, correctSampleExternalId } from '../samples/correct-sample.ts';
import { createSample } from '../samples/create-sample.ts';
import { getSample, getSampleByExternalId } from '../samples/get-sample.ts';
import { listSamples } from '../samples/list-samples.ts';
import { sampleKind } from '../samples/sample.ts';
import { bulkUpdateSamples, updateSample } from '../samples/update-sample.ts';
import type { LabRecord } from './record.ts';

export type Answer = LabRecord | Refusal;

type CallFields = Partial<Call>;

/** What can be done alike with the records of each kind, for tests that hold for all of them. */
export interface Desk {
  /** The name of something in the record that can be changed. */
  readonly text: 'description' | 'organism';
  create(externalId: string, fields?: object): Promise<Answer>;
  byId(id: number): Promise<Answer>;
  byExternalId(externalId: string): Promise<Answer>;
  update(id: number, fields: object, call?: CallFields): Promise<Answer>;
  /** Rows have an `id` or an `externalId`, and the fields to write. What the answer says of each. */
  updateRows(rows: readonly Row[]): Promise<readonly unknown[]>;
  archive(id: number, call?: CallFields): Promise<Answer>;
  correct(id: number, externalId: string, call?: CallFields): Promise<Answer>;
  /** External ids in the order of the list. */
  list(filters?: object): Promise<readonly string[]>;
}

export interface Row {
  readonly id?: number;
  readonly externalId?: string;
  readonly fields: object;
}

/** A laboratory that keeps records of all kinds. */
export function recordLab(): Lab {
  return lab({ kinds: [projectKind, experimentKind, sampleKind] });
}

const reason = 'registered twice';

/** Names of the kinds, for tables. */
export const deskNames = ['projects', 'experiments', 'samples'] as const;
export type DeskName = (typeof deskNames)[number];

/** The desk of a kind in a laboratory. Samples are those of experiment 1, which is made first. */
export async function deskOf(laboratory: Lab, name: DeskName): Promise<Desk> {
  switch (name) {
    case 'projects':
      return projectDesk(laboratory);
    case 'experiments':
      return experimentDesk(laboratory);
    case 'samples':
      await laboratory.run(createExperiment, { externalId: 'E-1', name: 'One', customFields: [] });
      return sampleDesk(laboratory);
  }
}

function projectDesk({ run, runBulk, ask, list }: Lab): Desk {
  return {
    text: 'description',
    create: (externalId, fields) => run(createProject, { externalId, name: externalId, customFields: [], ...fields }),
    byId: (id) => ask(getProject, { id }),
    byExternalId: (externalId) => ask(getProjectByExternalId, { externalId }),
    update: (id, fields, call) => run(updateProject, { name: '', ...patch({ id, fields }) }, call),
    updateRows: async (rows) => rowsOf(await runBulk(bulkUpdateProjects, rows.map(asRow))),
    archive: (id, call) => run(archiveProject, { id, reason }, call),
    correct: (id, externalId, call) => run(correctProjectExternalId, { id, externalId, reason }, call),
    list: (filters) => externalIds(list, listProjects, filters),
  };
}

function experimentDesk({ run, runBulk, ask, list }: Lab): Desk {
  return {
    text: 'description',
    create: (externalId, fields) =>
      run(createExperiment, { externalId, name: externalId, customFields: [], ...fields }),
    byId: (id) => ask(getExperiment, { id }),
    byExternalId: (externalId) => ask(getExperimentByExternalId, { externalId }),
    update: (id, fields, call) => run(updateExperiment, { name: '', ...patch({ id, fields }) }, call),
    updateRows: async (rows) => rowsOf(await runBulk(bulkUpdateExperiments, rows.map(asRow))),
    archive: (id, call) => run(archiveExperiment, { id, reason }, call),
    correct: (id, externalId, call) => run(correctExperimentExternalId, { id, externalId, reason }, call),
    list: (filters) => externalIds(list, listExperiments, filters),
  };
}

function sampleDesk({ run, runBulk, ask, list }: Lab): Desk {
  const experimentId = 1;
  return {
    text: 'organism',
    create: (externalId, fields) => run(createSample, { externalId, experimentId, customFields: [], ...fields }),
    byId: (id) => ask(getSample, { id }),
    byExternalId: (externalId) => ask(getSampleByExternalId, { externalId, experimentId }),
    update: (id, fields, call) => run(updateSample, patch({ id, fields }), call),
    updateRows: async (rows) =>
      rowsOf(
        await runBulk(
          bulkUpdateSamples,
          rows.map((row) => asRow({ experimentId, ...row })),
        ),
      ),
    archive: (id, call) => run(archiveSample, { id, reason }, call),
    correct: (id, externalId, call) => run(correctSampleExternalId, { id, externalId, reason }, call),
    list: (filters) => externalIds(list, listSamples, filters),
  };
}

/** A change as the gate lets it in. */
function patch({ id = 0, fields, ...names }: Row) {
  return { id, customFields: [], ...names, ...fields, updateMask: Object.keys(fields) };
}

function asRow(row: Row & { readonly experimentId?: number }) {
  return { ok: true, input: patch(row) } as const;
}

function rowsOf(reply: object): readonly unknown[] {
  const { items } = reply as { readonly items: readonly { readonly id?: number; readonly detail?: string }[] }; // a bulk's reply
  return items.map(({ id, detail }): unknown => id ?? JSON.parse(detail ?? ''));
}

async function externalIds<Input>(
  list: Lab['list'],
  listing: Listing<Input> & AnyAction,
  filters: object = {},
): Promise<readonly string[]> {
  const page = await list(listing, { ids: [], externalIds: [], ...filters } as Input); // a request of that list
  if (!('items' in page)) throw new Error(page.reason);
  return page.items.map((item) => (item as LabRecord).externalId); // what all lists show
}
