import { describeWithOwnServer, temporaryFolder } from '@benchline/testing';
import { expect, test } from '@jest/globals';
import { execFile } from 'node:child_process';
import { mkdir, readdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { sample, startLab } from './setup.ts';

const run = promisify(execFile);
const here = import.meta.dirname;
const root = join(here, '../../..');

describeWithOwnServer('nats', 'the package that robots install', (start) => {
  // @req robots.client.package
  test('runs where nothing else of the platform is, knows its types, and lets the process end', async () => {
    await using lab = await startLab(start);
    await using folder = await temporaryFolder();
    const installed = join(folder.path, 'node_modules/@benchline/robot');
    await run(process.execPath, [join(here, '../pack/main.ts'), installed]);
    await mkdir(join(folder.path, 'node_modules/@types'));
    await symlink(join(root, 'node_modules/@nats-io'), join(folder.path, 'node_modules/@nats-io'));
    await symlink(join(root, 'node_modules/@types/node'), join(folder.path, 'node_modules/@types/node'));

    const robot = await useIn(folder.path, lab.nats.url);

    expect(robot).toBe('created P1-A1 as 1\n');
    expect(lab.platform.worked).toMatchObject([{ action: 'samples.create', body: sample('P1-A1') }]);
    expect(await importsOf(installed)).toEqual(['@nats-io/transport-node']);
    await expect(typesOf(folder.path, "robot.send('samples.create', {})")).rejects.toMatchObject({
      stdout: expect.stringContaining("Property 'external_id' is missing"),
    });
  }, 120_000);
});

const opening = (url: string): string => `
  import { connectRobot } from '@benchline/robot';
  await using robot = await connectRobot({ servers: '${url}', key: 'biokey_test', organizationId: 1, keyId: 3, buffer: { file: 'commands' } });`;

/** Runs a robot in JavaScript and says what it printed. */
async function useIn(folder: string, url: string): Promise<string> {
  const code = `${opening(url)}
  const outcome = await robot.send('samples.create', ${JSON.stringify(sample('P1-A1'))}, { id: 'P1-A1' });
  if (outcome.ok) console.log(\`created \${outcome.body.external_id} as \${outcome.body.id}\`);
  await robot.close();`;
  await writeFile(join(folder, 'robot.mjs'), code);
  const { stdout } = await run(process.execPath, ['robot.mjs'], { cwd: folder, timeout: 20_000 });
  return stdout;
}

/** Checks a robot in TypeScript, in the strictest of usual settings. */
async function typesOf(folder: string, statement: string): Promise<unknown> {
  await writeFile(join(folder, 'robot.mts'), `${opening('nats://a')}\n  await ${statement};`);
  const tsc = join(root, 'node_modules/typescript/bin/tsc');
  const settings = '--noEmit --strict --target esnext --module nodenext --types node robot.mts'.split(' ');
  return run(process.execPath, [tsc, ...settings], { cwd: folder, timeout: 60_000 });
}

/** The packages that a package's files ask for. */
async function importsOf(folder: string): Promise<readonly string[]> {
  const files = (await readdir(folder, { recursive: true })).filter((file) => /\.(js|d\.ts)$/.test(file));
  const texts = await Promise.all(files.map((file) => readFile(join(folder, file), 'utf8')));
  const names = texts.flatMap((text) => [...text.matchAll(/from '([^'.][^']*)'/g)].map(([, name]) => name ?? ''));
  return [...new Set(names)].filter((name) => !name.startsWith('node:'));
}
