import { randomBytes, randomUUID } from 'node:crypto';
import { link, mkdir, open, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { ValuesOf } from '@benchline/config';
import { ConfigError, defineSettings, secretTextList } from '@benchline/config';
import type { Sealer } from './sealer.ts';
import { createSealer, sealingKeyName } from './sealer.ts';
import type { EngineConfig } from './engines.ts';

const keyCharactersMin = 32;
const keyBytes = 32;

/** How secrets at rest are sealed. */
export const sealingSettings = defineSettings({
  sealingKeys: secretTextList(sealingKeyName, {
    optional: true,
    itemsMax: 8,
    maxLength: 1_024,
    pattern: /^\S{32,}$/,
    expected: `must have at least ${String(keyCharactersMin)} characters, none of them a space`,
    description:
      'Seals secrets at rest; several comma separated, newest first, while one is replaced. Unset, one is made and kept in the data folder; required where identity runs apart and `MONGODB_URL` is set.',
  }),
});

export type SealingConfig = ValuesOf<typeof sealingSettings> & Pick<EngineConfig, 'dataDir'>;

/**
 * Seals with the newest key of the settings; where there is none, with the one in the data folder, which is made if need be. What that
 * one sealed opens as long as its file is there, so that settings can take its place.
 */
export async function openSealer({ sealingKeys, dataDir }: SealingConfig): Promise<Sealer> {
  const kept = await keptKey(dataDir);
  const [newest, ...older] = [...(sealingKeys ?? []), ...(kept === undefined ? [] : [kept])];
  return createSealer([newest ?? (await madeKey(dataDir)), ...older]);
}

/**
 * A replica's own folder is no place for the key of records that all replicas share: it may end with the replica.
 * @throws {ConfigError} where the key would be kept there.
 */
export function checkSealingKey({ sealingKeys, mongodbUrl }: Pick<EngineConfig, 'mongodbUrl'> & SealingConfig): void {
  if (sealingKeys !== undefined || mongodbUrl === undefined) return;
  throw new ConfigError([{ name: sealingKeyName, problem: 'is required where MONGODB_URL is set' }]);
}

const fileName = 'sealing-key';

/** @throws {ConfigError} for a file that holds no key. */
async function keptKey(folder: string): Promise<string | undefined> {
  const text = await readFile(join(folder, fileName), 'utf8').catch((error: unknown) => {
    if (isErrno(error, 'ENOENT')) return undefined;
    throw error;
  });
  const key = text?.trim();
  if (key === undefined || key.length >= keyCharactersMin) return key;
  throw new ConfigError([{ name: 'BENCHLINE_DATA_DIR', problem: `has a file ${fileName} that holds no key` }]);
}

/** Makes the file, whole or not at all, readable for its owner alone. A rival that is faster makes the key. */
async function madeKey(folder: string): Promise<string> {
  await mkdir(folder, { recursive: true });
  const draft = join(folder, `${fileName}.${randomUUID()}`);
  try {
    await writeDurably(draft, `${randomBytes(keyBytes).toString('base64url')}\n`);
    await link(draft, join(folder, fileName)).catch((error: unknown) => {
      if (!isErrno(error, 'EEXIST')) throw error;
    });
  } finally {
    await rm(draft, { force: true });
  }
  await syncFolder(folder);
  const key = await keptKey(folder);
  if (key === undefined) throw new Error(`the file ${fileName} has gone from the data folder`);
  return key;
}

async function writeDurably(path: string, text: string): Promise<void> {
  await using file = await open(path, 'wx', 0o600);
  await file.writeFile(text);
  await file.sync();
}

/** So that no power cut leaves what is sealed without its key's file. Windows knows no such thing, and refuses. */
async function syncFolder(folder: string): Promise<void> {
  try {
    await using opened = await open(folder, 'r');
    await opened.sync();
  } catch (error) {
    if (!isErrno(error, 'EISDIR', 'EPERM')) throw error;
  }
}

function isErrno(error: unknown, ...codes: readonly string[]): boolean {
  return typeof error === 'object' && error !== null && 'code' in error && codes.includes(String(error.code));
}
