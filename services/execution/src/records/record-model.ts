import type { DeskName } from './record-lab.ts';

/** One thing to do with a record, as plain data. `ref` names it by its id, or in a row by its external id. */
export type Deed =
  | { readonly does: 'create'; readonly desk: DeskName; readonly externalId: string; readonly parent: number }
  | { readonly does: 'update'; readonly desk: DeskName; readonly id: number; readonly text: string | undefined }
  | { readonly does: 'row'; readonly desk: DeskName; readonly ref: number | string; readonly text: string | undefined }
  | { readonly does: 'archive'; readonly desk: DeskName; readonly id: number }
  | { readonly does: 'correct'; readonly desk: DeskName; readonly id: number; readonly externalId: string };

export interface Modelled {
  readonly id: number;
  readonly externalId: string;
  readonly parent: number | undefined;
  readonly text: string | undefined;
  readonly version: number;
  readonly archived: boolean;
}

/** All records ever, of each kind by id from 1. */
export type Shelf = Readonly<Record<DeskName, readonly Modelled[]>>;

/** What a deed comes to: the record as it is then, or the reason of the refusal. */
export type Outcome = Modelled | string;

const singular = { projects: 'project', experiments: 'experiment', samples: 'sample' } as const;
const parents = { projects: undefined, experiments: 'projects', samples: 'experiments' } as const;
/** The experiment that rows name by default. */
const usualParent = 1;

/** The contract in a few lines: what a deed comes to, and what is there then. */
export function modelled(shelf: Shelf, deed: Deed): { readonly outcome: Outcome; readonly shelf: Shelf } {
  const outcome = deed.does === 'create' ? create(shelf, deed) : change(shelf, deed);
  if (typeof outcome === 'string') return { outcome, shelf };
  const others = shelf[deed.desk].filter(({ id }) => id !== outcome.id);
  return { outcome, shelf: { ...shelf, [deed.desk]: [...others, outcome].sort((a, b) => a.id - b.id) } };
}

function create(shelf: Shelf, { desk, externalId, parent: wanted }: Extract<Deed, { does: 'create' }>): Outcome {
  const above = parents[desk];
  // An experiment may do without a project.
  const parent = above === undefined || (above === 'projects' && wanted === 0) ? undefined : wanted;
  if (above !== undefined && parent !== undefined) {
    const found = shelf[above].find(({ id }) => id === parent);
    if (found === undefined) return `${singular[above]}_not_found`;
    if (found.archived) return `${singular[above]}_archived`;
  }
  if (holder(shelf, desk, { externalId, parent }) !== undefined) return 'external_id_already_exists';
  return { id: shelf[desk].length + 1, externalId, parent, text: undefined, version: 1, archived: false };
}

function change(shelf: Shelf, deed: Exclude<Deed, { does: 'create' }>): Outcome {
  const { desk } = deed;
  const record = subjectOf(shelf, deed);
  if (record === undefined) return `${singular[desk]}_not_found`;
  const next = { ...record, version: record.version + 1 };
  if (deed.does === 'archive') return record.archived ? record : { ...next, archived: true };
  if (record.archived) return 'archived';
  if (deed.does !== 'correct') return record.text === deed.text ? record : { ...next, text: deed.text };
  const { externalId } = deed;
  if (record.externalId === externalId) return record;
  const rival = holder(shelf, desk, { externalId, parent: record.parent });
  return rival === undefined ? { ...next, externalId } : 'external_id_already_exists';
}

function subjectOf(shelf: Shelf, deed: Exclude<Deed, { does: 'create' }>): Modelled | undefined {
  const ref = deed.does === 'row' ? deed.ref : deed.id;
  if (typeof ref === 'string') return holder(shelf, deed.desk, { externalId: ref, parent: usualParent });
  return shelf[deed.desk].find(({ id }) => id === ref);
}

/** Who has the external id: samples share them with those of other experiments. */
export function holder(
  shelf: Shelf,
  desk: DeskName,
  { externalId, parent }: Pick<Modelled, 'externalId' | 'parent'>,
): Modelled | undefined {
  return shelf[desk].find(
    (one) => !one.archived && one.externalId === externalId && (desk !== 'samples' || one.parent === parent),
  );
}
