/**
 * Makes `gen/`: the descriptor set that the declarations are read from, and the messages and services in TypeScript; then checks the declarations,
 * and makes the robots' types of them.
 */
import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';

const here = import.meta.dirname;
const buf = join(here, '../node_modules/@bufbuild/buf/bin/buf');
const image = join(here, 'gen/image.binpb');
// Made beside and then put in place, so that what starts meanwhile finds the old or the new one whole.
const beside = join(here, '.next');

rmSync(beside, { recursive: true, force: true });
mkdirSync(join(beside, 'gen'), { recursive: true });
for (const command of [
  ['build', '-o', join(beside, 'gen/image.binpb')],
  ['generate', '-o', beside],
]) {
  execFileSync(process.execPath, [buf, ...command], { cwd: here, stdio: 'inherit' });
}
rmSync(join(here, 'gen'), { recursive: true, force: true });
renameSync(join(beside, 'gen'), join(here, 'gen'));
rmSync(beside, { recursive: true });

// Loaded only now: the reader of declarations is itself typed by what was just made.
const { loadDeclarations } = await import('@benchline/actions');
const { writeDeclared } = await import('@benchline/robot/generate');
try {
  writeDeclared(loadDeclarations(readFileSync(image)));
} catch (error) {
  console.error(String(error));
  // Nothing may run on declarations that were refused.
  rmSync(image);
  process.exitCode = 1;
}
