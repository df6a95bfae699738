import { execFile } from 'node:child_process';
import { cp, mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { temporaryFolder } from '@benchline/testing';
import { expect, test } from '@jest/globals';

const root = join(import.meta.dirname, '..');
const config = '.dependency-cruiser.cjs';
const script = join(root, 'node_modules/dependency-cruiser/bin/dependency-cruiser.mjs');

interface Violation {
  readonly from: string;
  readonly rule: { readonly name: string };
}

/** What the product's rules find wrong with the folders of a repository, as `rule file`. */
async function violationsIn(repository: string, ...folders: readonly string[]): Promise<readonly string[]> {
  const args = [script, '--config', config, '--output-type', 'json', ...folders];
  const report = await new Promise<string>((resolve) => {
    // It exits with the number of violations, and prints them all the same.
    execFile(process.execPath, args, { cwd: repository, maxBuffer: 2 ** 28 }, (_error, out) => {
      resolve(out);
    });
  });
  const { summary } = JSON.parse(report) as { summary: { violations: readonly Violation[] } }; // its own format
  return summary.violations.map(({ from, rule }) => `${rule.name} ${from}`);
}

/** Files that cross a boundary, and what they import. */
const crossing: Readonly<Record<string, string>> = {
  'services/one/src/neighbour.ts': '../../two/src/inner.ts',
  'libs/runtime/src/engine.ts': 'mongodb',
  'libs/runtime/src/driver.ts': '../../store/src/sqlite/driver.ts',
  'libs/store/src/wire.ts': '../../../proto/gen/message.ts',
  'libs/store/src/upwards.ts': '../../../services/two/src/inner.ts',
};
const imported = {
  'services/two/src/inner.ts': 'export const one = 1;\n',
  'libs/store/src/sqlite/driver.ts': 'export const one = 1;\n',
  'proto/gen/message.ts': 'export const one = 1;\n',
  'node_modules/mongodb/package.json': '{"name":"mongodb","main":"index.js"}',
  'node_modules/mongodb/index.js': 'exports.one = 1;\n',
  'tsconfig.json': '{"compilerOptions":{"module":"nodenext","allowImportingTsExtensions":true,"noEmit":true}}',
};

// @req core.boundaries
test('a service that imports a service, an engine outside its driver and a wire type behind the edge are found', async () => {
  await using folder = await temporaryFolder();
  await cp(join(root, config), join(folder.path, config));
  const importing = Object.entries(crossing).map(([file, from]) => [file, `export { one } from '${from}';\n`]);
  for (const [file = '', text = ''] of [...importing, ...Object.entries(imported)]) {
    await mkdir(dirname(join(folder.path, file)), { recursive: true });
    await writeFile(join(folder.path, file), text);
  }

  const found = await violationsIn(folder.path, 'libs', 'services');

  expect(found).toEqual(
    expect.arrayContaining([
      'services-apart services/one/src/neighbour.ts',
      'driver-packages-in-drivers libs/runtime/src/engine.ts',
      'drivers-behind-the-front-door libs/runtime/src/driver.ts',
      'wire-types-at-the-edge libs/store/src/wire.ts',
      'libs-below-services libs/store/src/upwards.ts',
    ]),
  );
});

// @req core.boundaries
test('no file of the product crosses a boundary', async () => {
  expect(await violationsIn(root, 'libs', 'services', 'tests')).toEqual([]);
});
