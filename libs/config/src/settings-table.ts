import { shown, type Setting, type Settings } from './setting.ts';

/**
 * The rows of the reference page, one per setting, by name: name, default, who reads it, description. A setting that two processes
 * declare alike has one row.
 * @param declarations by the name of the process that reads them.
 */
export function settingsTable(declarations: Readonly<Record<string, Settings>>): readonly string[] {
  const readers = new Map<string, string[]>();
  for (const [process, settings] of Object.entries(declarations)) {
    for (const setting of Object.values(settings)) {
      const { name, fallback, description } = cells(setting);
      const row = `| ${name} | ${fallback} | {readers} | ${description} |`;
      readers.set(row, [...(readers.get(row) ?? []), process]);
    }
  }
  return [...readers].map(([row, names]) => row.replace('{readers}', names.toSorted().join(', '))).toSorted();
}

function cells(setting: Setting<unknown>): {
  readonly name: string;
  readonly fallback: string;
  readonly description: string;
} {
  const name = setting.secret ? `\`${setting.name}\`, \`${setting.name}_FILE\`` : `\`${setting.name}\``;
  return { name, fallback: fallbackCell(setting), description: setting.description.replaceAll('|', '\\|') };
}

function fallbackCell({ required, fallback, secret }: Setting<unknown>): string {
  if (required) return 'required';
  if (fallback === undefined || (Array.isArray(fallback) && fallback.length === 0)) return 'none';
  return secret ? 'set' : `\`${shown(fallback)}\``;
}
