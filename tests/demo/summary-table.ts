import type { Sample } from '../harness/wire.ts';

interface Group {
  readonly species: string;
  readonly island: string;
  readonly samples: readonly Sample[];
}

const headings = ['species', 'island', 'samples', 'body mass (g)', 'δ15N (‰)'] as const;

/** Count, mean body mass and mean δ15N for each species and island, of the samples as the API gave them back. */
export function summaryTable(samples: readonly Sample[]): string {
  const rows = groupsOf(samples).map(({ species, island, samples: group }) => [
    species,
    island,
    String(group.length),
    mean(group, 'Body Mass (g)', 0),
    mean(group, 'Delta 15 N (o/oo)', 2),
  ]);
  const widths = headings.map((heading, column) =>
    Math.max(...[heading, ...rows.map((row) => row[column] ?? '')].map((text) => text.length)),
  );
  const line = (cells: readonly string[]): string =>
    cells
      .map((cell, column) => (column < 2 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0)))
      .join('  ');
  const rule = widths.map((each) => '─'.repeat(each));
  return [headings, rule, ...rows].map(line).join('\n');
}

function groupsOf(samples: readonly Sample[]): readonly Group[] {
  const groups = Map.groupBy(samples, (sample) => `${String(sample.organism)}\n${fieldOf(sample, 'Island') ?? ''}`);
  return [...groups]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, group]) => {
      const [species = '', island = ''] = name.split('\n');
      return { species, island, samples: group };
    });
}

/** The mean over the samples that have the field. */
function mean(samples: readonly Sample[], name: string, digits: number): string {
  const values = samples.map((sample) => fieldOf(sample, name)).filter((value) => value !== undefined);
  if (values.length === 0) return '–';
  return (values.reduce((sum, value) => sum + Number(value), 0) / values.length).toFixed(digits);
}

function fieldOf({ custom_fields: fields }: Sample, name: string): string | undefined {
  return fields.find(({ field_name }) => field_name === name)?.field_value ?? undefined;
}
