/** `npm run test:servers`: the suites that use a real server, and only those; a server that can't be had is a failure. */
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { glob } from 'node:fs/promises';
import { join } from 'node:path';

const root = join(import.meta.dirname, '../..');
// `describeWithServer`, and every `describe…` that is built on it: a suite too many costs less than one that never runs.
const usesServer = /\bdescribe[A-Z]\w*\(/;

const files: string[] = [];
for await (const file of glob('{libs,services,tests}/**/*.test.ts', {
  cwd: root,
  exclude: (name) => name === 'node_modules',
})) {
  if (usesServer.test(readFileSync(join(root, file), 'utf8'))) files.push(file);
}

const jest = ['--experimental-vm-modules', '--disable-warning=ExperimentalWarning', 'node_modules/jest/bin/jest.js'];
const child = spawn(process.execPath, [...jest, ...process.argv.slice(2), '--runTestsByPath', ...files.sort()], {
  cwd: root,
  stdio: 'inherit',
  env: { ...process.env, BENCHLINE_TEST_SERVERS: 'required' },
});
child.once('exit', (code) => {
  process.exitCode = code ?? 1;
});
