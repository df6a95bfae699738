import type { ActionInput } from '@benchline/robot';
import type { Sample } from '../../harness/wire.ts';

/** What the reader's wells belong to: apart from the penguins, for nothing of it was ever measured. */
export const plates = {
  external_id: 'DEMO-PLATES',
  name: 'Plates of a simulated reader',
} as const;

/** A command of the reader, under an id that is the same whenever it is made. */
export type ReaderCommand =
  | { readonly id: string; readonly action: 'samples.create'; readonly input: readonly ActionInput<'samples.create'>[] }
  | { readonly id: string; readonly action: 'samples.update'; readonly input: ActionInput<'samples.update'> };

const plateNumbers = [1, 2, 3, 4] as const;
const rows = ['A', 'B', 'C', 'D'] as const;
const columns = [1, 2, 3, 4, 5, 6] as const;
const readingField = 'Absorbance at 450 nm';

/** External ids of all wells of a plate. */
function wellsOf(plate: number): readonly string[] {
  return rows.flatMap((row) => columns.map((column) => `PLATE-${String(plate)}-${row}${String(column)}`));
}

export const plateCount = plateNumbers.length;
export const wellCount = plateCount * rows.length * columns.length;

/**
 * What is left to do, plate by plate: its wells are registered with one command, then each is read. They name each other by external ids,
 * so nothing has to wait for an answer; that commands of a key are worked in order is enough.
 */
export function commandsFor(experimentId: number, there: readonly Sample[]): readonly ReaderCommand[] {
  const found = new Map(there.map((sample) => [sample.external_id, sample]));
  return plateNumbers.flatMap((plate): readonly ReaderCommand[] => {
    const wells = wellsOf(plate);
    const missing = wells.filter((well) => !found.has(well));
    const input = missing.map((well) => ({ experiment_id: experimentId, external_id: well }));
    const unread = wells.filter((well) => !isRead(found.get(well)));
    return [
      ...(input.length === 0 ? [] : [{ id: `plate-${String(plate)}`, action: 'samples.create' as const, input }]),
      ...unread.map((well) => reading(experimentId, well)),
    ];
  });
}

function reading(experimentId: number, well: string): ReaderCommand {
  const value = { field_name: readingField, field_value: absorbanceOf(well) };
  const input = { experiment_id: experimentId, external_id: well, custom_fields: [value] };
  return { id: `read-${well}`, action: 'samples.update', input };
}

/** Made up: each column half as much as the one before, on a background, and no row quite like the other. */
function absorbanceOf(well: string): string {
  const [row = '', column = ''] = well.slice(-2);
  return (0.05 + 2.4 / 2 ** Number(column) + 0.004 * (row.charCodeAt(0) - 65)).toFixed(3);
}

function isRead(sample: Sample | undefined): boolean {
  return sample?.custom_fields.some(({ field_name: name }) => name === readingField) ?? false;
}
