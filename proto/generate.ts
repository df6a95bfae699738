/** Makes `gen/`: the descriptor set that the declarations are read from, and the messages and services in TypeScript. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';

const here = import.meta.dirname;
const buf = join(here, '../node_modules/@bufbuild/buf/bin/buf');

rmSync(join(here, 'gen'), { recursive: true, force: true });
mkdirSync(join(here, 'gen'));
execFileSync(process.execPath, [buf, 'build', '-o', 'gen/image.binpb'], { cwd: here, stdio: 'inherit' });
execFileSync(process.execPath, [buf, 'generate'], { cwd: here, stdio: 'inherit' });
