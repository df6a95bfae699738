import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import type { NewSample } from '../harness/wire.ts';

/** The columns of penguins-raw.csv by their headings; see its README for where it is from. */
export type PenguinRow = Readonly<Record<string, string>>;

/** A sample of a study, before the study's experiment has an id. */
export type PenguinSample = Omit<NewSample, 'experiment_id'>;

const file = join(import.meta.dirname, '../data/palmer-lter/penguins-raw.csv');
const missing = 'NA';
/** Columns that a sample has a field for, or that its external id holds. The others become custom fields under their own headings. */
const ownColumns = new Set(['studyName', 'Comments']);

/** The rows of each study, in the order of the file. */
export function readStudies(): ReadonlyMap<string, readonly PenguinRow[]> {
  const rows: PenguinRow[] = parse(readFileSync(file), { columns: true, bom: true });
  return Map.groupBy(rows, (row) => row['studyName'] ?? '');
}

/** A row as a laboratory system would register it. `NA` is null: a field that is not there. */
export function asSample(row: PenguinRow): PenguinSample {
  return {
    external_id: externalIdOf(row),
    organism: scientificName(row['Species'] ?? ''),
    tissue_type: 'blood',
    prep_notes: valueOf(row['Comments']),
    custom_fields: Object.entries(row)
      .filter(([heading]) => !ownColumns.has(heading))
      .map(([heading, value]) => ({ field_name: heading, field_value: valueOf(value) })),
  };
}

/** Samples are numbered within species and study: `PAL0708-ADELIE-1`. */
function externalIdOf(row: PenguinRow): string {
  const [species = ''] = (row['Species'] ?? '').split(' ');
  return [row['studyName'], species.toUpperCase(), row['Sample Number']].join('-');
}

/** `Adelie Penguin (Pygoscelis adeliae)` is a `Pygoscelis adeliae`. */
function scientificName(species: string): string {
  return /\(([^)]+)\)/.exec(species)?.[1] ?? species;
}

function valueOf(text: string | undefined): string | null {
  return text === undefined || text === missing || text === '' ? null : text;
}
