import { expect, test } from '@jest/globals';
import { existsSync } from 'node:fs';
import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { temporaryFolder } from './temporary-folder.ts';

test('a temporary folder is empty, its own, and gone with its files at the end of the scope', async () => {
  let path: string;
  {
    await using folder = await temporaryFolder();
    await using other = await temporaryFolder();
    path = folder.path;
    expect(path).not.toBe(other.path);
    expect(await readdir(path)).toEqual([]);
    await writeFile(join(path, 'note'), 'text');
  }

  expect(existsSync(path)).toBe(false);
});
