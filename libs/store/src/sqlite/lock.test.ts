import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { temporaryFolder } from '@benchline/testing';
import { expect, test } from '@jest/globals';
import { openSqliteStore } from './open-sqlite-store.ts';

const shape = 'v1';

test('refuses a folder that another process has open, and has it as soon as that process is killed', async () => {
  await using folder = await temporaryFolder();
  const opened = new URL('./open-sqlite-store.ts', import.meta.url).href;
  const script = `
    const { openSqliteStore } = await import(${JSON.stringify(opened)});
    await openSqliteStore({ folder: ${JSON.stringify(folder.path)}, shape: 'v1' });
    console.log('open');
    setInterval(() => {}, 1000);`;
  using child = spawn(process.execPath, ['--input-type=module', '--eval', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await once(child.stdout, 'data');

  await expect(openSqliteStore({ folder: folder.path, shape })).rejects.toMatchObject({
    kind: 'unavailable',
    reason: 'store_locked',
  });

  const exited = once(child, 'exit');
  child.kill('SIGKILL');
  await exited;
  const store = await openSqliteStore({ folder: folder.path, shape });
  expect(await store.ping()).toBe(true);
  await store.close();
});

test('refuses a folder that this process has open already', async () => {
  await using folder = await temporaryFolder();
  const store = await openSqliteStore({ folder: folder.path, shape });

  await expect(openSqliteStore({ folder: folder.path, shape })).rejects.toMatchObject({ reason: 'store_locked' });

  expect(await store.ping()).toBe(true);
  await store.close();
});
