import { globSync, readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { productNames, settingsTable, type Settings } from '../src/index.ts';

const root = new URL('../../../', import.meta.url);

/** Each service's `src/config.ts` exports what it reads as `settings`. */
async function declarations(): Promise<Readonly<Record<string, Settings>>> {
  const declared: Record<string, Settings> = {};
  for (const path of globSync('services/*/src/config.ts', { cwd: root.pathname })) {
    const { settings } = (await import(new URL(path, root).href)) as { readonly settings?: Settings };
    if (settings === undefined) throw new Error(`${path} doesn't export its declaration as \`settings\``);
    declared[path.split('/')[1] ?? path] = settings;
  }
  return declared;
}

// @req docs.settings
test('docs/settings.md has the settings that the services declare, no others and no other defaults', async () => {
  const page = readFileSync(new URL('docs/settings.md', root), 'utf8');
  const rows = page
    .split('\n')
    .filter((line) => line.startsWith('| `'))
    .map((line) => line.replaceAll(/ +\|/g, ' |'));

  const expected = settingsTable(await declarations());

  const toAdd = expected.filter((row) => !rows.includes(row)).map((row) => `add to docs/settings.md: ${row}`);
  const toRemove = rows.filter((row) => !expected.includes(row)).map((row) => `remove from docs/settings.md: ${row}`);
  expect([...toRemove, ...toAdd]).toEqual([]);
  expect(rows).toEqual(expected);
});

test('the list of the names that belong to the product is the one that the services declare', async () => {
  const declared = Object.values(await declarations()).flatMap((settings) => Object.values(settings));
  const names = declared.flatMap(({ name, secret }) => (secret ? [name, `${name}_FILE`] : [name]));
  const ours = new Set(names.filter((name) => name.startsWith('BENCHLINE_')));

  expect(productNames).toEqual([...ours].toSorted());
});
