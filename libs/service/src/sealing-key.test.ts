import { mkdir, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readSettings } from '@benchline/config';
import { temporaryFolder } from '@benchline/testing/servers';
import { expect, test } from '@jest/globals';
import { checkSealingKey, openSealer, sealingSettings } from './sealing-key.ts';

const place = 'secrets/pepper';
const own = 'a sealing key of somebody, long enough';
const unset = { sealingKeys: undefined };

// @req first-start.sealing-key
test('a key is made in the data folder, for its owner alone to read, and found again', async () => {
  await using folder = await temporaryFolder();
  const dataDir = join(folder.path, 'data');

  const sealed = (await openSealer({ ...unset, dataDir })).seal('the secret', place);

  expect((await openSealer({ ...unset, dataDir })).open(sealed, place)).toBe('the secret');
  expect(await readdir(dataDir)).toEqual(['sealing-key']);
  expect((await stat(join(dataDir, 'sealing-key'))).mode & 0o777).toBe(0o600);
  expect(await readFile(join(dataDir, 'sealing-key'), 'utf8')).toMatch(/^[\w-]{43}\n$/);
});

test('of several that start at once, one makes the key for all', async () => {
  await using folder = await temporaryFolder();
  const sealers = await Promise.all(Array.from({ length: 8 }, () => openSealer({ ...unset, dataDir: folder.path })));
  const [first] = sealers;

  expect(sealers.map((sealer) => first !== undefined && sealer.isCurrent(first.seal('x', place)))).toEqual(
    sealers.map(() => true),
  );
  expect(await readdir(folder.path)).toEqual(['sealing-key']);
});

// @req first-start.sealing-key
test('a key of the settings takes the place of the one in the data folder, which still opens what it sealed', async () => {
  await using folder = await temporaryFolder();
  const dataDir = folder.path;
  const before = (await openSealer({ ...unset, dataDir })).seal('the secret', place);

  const sealer = await openSealer({ sealingKeys: [own], dataDir });
  const after = sealer.seal('the secret', place);

  expect(sealer.open(before, place)).toBe('the secret');
  expect(sealer.isCurrent(before)).toBe(false);
  await rm(join(dataDir, 'sealing-key'));
  expect((await openSealer({ sealingKeys: [own], dataDir })).open(after, place)).toBe('the secret');
  expect(await readdir(dataDir)).toEqual([]);
});

test.each(['', '\n', 'too short\n'])('a file that holds %j is no key, and is left as it is', async (text) => {
  await using folder = await temporaryFolder();
  await mkdir(folder.path, { recursive: true });
  await writeFile(join(folder.path, 'sealing-key'), text);

  await expect(openSealer({ ...unset, dataDir: folder.path })).rejects.toMatchObject({
    problems: [{ name: 'BENCHLINE_DATA_DIR', problem: 'has a file sealing-key that holds no key' }],
  });
  expect(await readFile(join(folder.path, 'sealing-key'), 'utf8')).toBe(text);
});

// @req first-start.sealing-key
test('where the records of several replicas are kept elsewhere, no replica may make a key of its own', () => {
  const mongodbUrl = 'mongodb://127.0.0.1:27017';
  const check = (given: Partial<Parameters<typeof checkSealingKey>[0]>) => () => {
    checkSealingKey({ ...unset, dataDir: 'data', mongodbUrl: undefined, ...given });
  };

  expect(check({})).not.toThrow();
  expect(check({ mongodbUrl, sealingKeys: [own] })).not.toThrow();
  expect(check({ mongodbUrl })).toThrow('BENCHLINE_SEALING_KEY is required where MONGODB_URL is set');
});

// @req first-start.sealing-key
test.each([
  ['short', 'each item must have at least 32 characters, none of them a space'],
  [`${own.replaceAll(' ', '-')},short`, 'each item must have at least 32 characters, none of them a space'],
  [own, 'each item must have at least 32 characters, none of them a space'],
  [',', 'must have at least one item'],
])('a setting of %j is refused, and not shown', (text, problem) => {
  const read = () => readSettings(sealingSettings, { BENCHLINE_SEALING_KEY: text });

  expect(read).toThrow(expect.objectContaining({ problems: [{ name: 'BENCHLINE_SEALING_KEY', problem }] }));
});
