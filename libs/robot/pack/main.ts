/**
 * Makes the package that robots install, in the folder that is named: plain JavaScript with types, because Node strips no types below
 * node_modules, and nothing of the platform in it. `node libs/robot/pack/main.ts <folder>`, then `npm publish <folder>`.
 */
import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';

const here = join(import.meta.dirname, '..');
const [folderName] = process.argv.slice(2);
if (folderName === undefined) throw new Error('node libs/robot/pack/main.ts <folder>');
const folder = resolve(folderName);

mkdirSync(folder, { recursive: true });
const compilerOptions = {
  ...{ noEmit: false, declaration: true, rewriteRelativeImportExtensions: true, incremental: false },
  ...{ rootDir: here, outDir: folder, types: ['node'], typeRoots: [join(here, '../../node_modules/@types')] },
  // Node 22, the oldest one that has SQLite, knows no `using`.
  ...{ target: 'es2023', lib: ['es2024', 'esnext.disposable', 'esnext.iterator'] },
};
const project = join(folder, 'tsconfig.json');
const settings = {
  extends: join(here, '../../tsconfig.json'),
  compilerOptions,
  include: [],
  files: [join(here, 'src/index.ts')],
};
writeFileSync(project, JSON.stringify(settings));
const tsc = createRequire(import.meta.url).resolve('typescript/bin/tsc');
execFileSync(process.execPath, [tsc, '-p', project], { stdio: 'inherit' });

const { name, version, description, type, license, dependencies } = JSON.parse(
  readFileSync(join(here, 'package.json'), 'utf8'),
) as Record<string, unknown>; // our own file
const published = {
  ...{ name, version, description, type, license, dependencies },
  engines: { node: '>=22.13' },
  exports: { '.': { types: './src/index.d.ts', default: './src/index.js' } },
  files: ['src', 'gen', 'README.md'],
};
writeFileSync(join(folder, 'package.json'), `${JSON.stringify(published, undefined, 2)}\n`);
copyFileSync(join(here, 'README.md'), join(folder, 'README.md'));
