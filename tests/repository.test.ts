import { expect, test } from '@jest/globals';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

const read = (file: string) => readFile(join(import.meta.dirname, '..', file), 'utf8');

// @req core.lock
test('the lock file names no registry host', async () => {
  expect(await read('package-lock.json')).not.toMatch(/"resolved": "[a-z+]+:\/\//);
});

// @req core.workspaces
test('the five words are scripts of the root', async () => {
  const { scripts } = JSON.parse(await read('package.json')) as { scripts: Record<string, string> };

  expect(Object.keys(scripts)).toEqual(expect.arrayContaining(['generate', 'dev', 'check', 'test', 'bench']));
});
