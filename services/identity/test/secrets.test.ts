import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { openSqliteStore } from '@benchline/store';
import { temporaryFolder } from '@benchline/testing';
import { expect, test } from '@jest/globals';
import { identityLab } from './identity-lab.ts';

// @req auth.secret-hash
test('the secret of a key is in no file of the store, in whatever form it could be used', async () => {
  await using folder = await temporaryFolder();
  const store = await openSqliteStore({ folder: join(folder.path, 'identity'), shape: 'v1' });
  const lab = await identityLab({ store });
  await lab.ask('CreateServiceAccount', { body: { display_name: 'LIMS', role: 'technician' } });
  const { body } = await lab.ask('CreateApiKey', { path: { id: 1 }, body: { name: 'nightly' } });
  const { secret, key_prefix: prefix } = body as { secret: string; key_prefix: string }; // the action's answer
  await lab[Symbol.asyncDispose]();
  await store.close();

  const files = await readdir(folder.path, { recursive: true, withFileTypes: true });
  const contents = await Promise.all(
    files.filter((file) => file.isFile()).map((file) => readFile(join(file.parentPath, file.name))),
  );
  const kept = Buffer.concat(contents);

  const random = secret.slice(24);
  expect(kept.includes(prefix)).toBe(true);
  for (const form of [random, Buffer.from(random).toString('base64'), Buffer.from(random).toString('hex')]) {
    expect(kept.includes(form)).toBe(false);
  }
});
