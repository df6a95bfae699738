import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { temporaryFolder } from '@benchline/testing';
import { expect, test } from '@jest/globals';
import { commit, firstOrg, privateValue, sample, sampleOf, writes } from '../contract/fixture.ts';
import { openSqliteStore } from './open-sqlite-store.ts';

const secret = 'a name that nobody may find';

async function filesWith(folder: string, text: string): Promise<readonly string[]> {
  const names = await readdir(folder);
  const contents = await Promise.all(names.map((name) => readFile(join(folder, name), 'latin1')));
  return names.filter((_, index) => contents[index]?.includes(text));
}

test('leaves no byte of an erased value in any of its files', async () => {
  await using folder = await temporaryFolder();
  const store = await openSqliteStore({ folder: folder.path, shape: 'v1' });
  const values = Array.from({ length: 200 }, (_, index) => privateValue(`ref-${String(index)}`, { value: secret }));
  await store.append(commit(1), writes(), values);
  expect(await filesWith(folder.path, secret)).not.toEqual([]);

  expect(await store.eraseValues(firstOrg, 'sample', 1, ['donor_source'])).toBe(200);

  expect(await filesWith(folder.path, secret)).toEqual([]);
  await store.close();
});

// @req runtime.rebuild-beside
test('keeps the projections of another shape beside, each with its own mark', async () => {
  await using folder = await temporaryFolder();
  const older = await openSqliteStore({ folder: folder.path, shape: 'v1' });
  await older.append(commit(1), writes({ entities: [sample(1, { state: 'older' })] }), []);
  await older.close();

  const newer = await openSqliteStore({ folder: folder.path, shape: 'v2' });
  expect(await newer.position(firstOrg)).toMatchObject({ head: 1, applied: 0 });
  await newer.apply(firstOrg, 1, writes({ entities: [sample(1, { state: 'newer' })] }));
  expect(await sampleOf(newer, 1)).toMatchObject({ state: 'newer' });
  await newer.close();

  const again = await openSqliteStore({ folder: folder.path, shape: 'v1' });
  expect(await sampleOf(again, 1)).toMatchObject({ state: 'older' });
  await again.close();
});

test.each(['', 'V1', 'v1;drop table log', 'v-1', '1v', 'v'.repeat(33)])('takes no shape called %j', async (shape) => {
  await using folder = await temporaryFolder();
  await expect(openSqliteStore({ folder: folder.path, shape })).rejects.toThrow(/shape/);
});
