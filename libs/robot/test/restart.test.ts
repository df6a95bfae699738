import { describeWithOwnServer, eventually, temporaryFolder } from '@benchline/testing';
import { expect, test } from '@jest/globals';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { names, owner, sample, startLab, testRobot } from './setup.ts';

describeWithOwnServer('nats', 'a robot that starts again', (start) => {
  // @req robots.client.kept
  test('sends what a process left that was killed in the middle, each under its id, in order, once', async () => {
    await using lab = await startLab(start);
    await using folder = await temporaryFolder();
    const file = join(folder.path, 'commands.ndjson');
    const ids = names('c', 300);
    lab.platform.loseOutcomes = 50; // these are done, and nobody was told

    await crashWhile({ url: lab.nats.url, file, ids }, () => lab.platform.worked.length > 50);
    const heard: string[] = [];
    await using lent = await testRobot(lab.nats.url, {
      buffer: { file },
      onOutcome: ({ commandId }) => void heard.push(commandId),
    });
    const left = lent.robot.pending.map(({ id }) => id);
    const again = await Promise.all(ids.map((id) => lent.robot.send('samples.create', sample(id), { id })));

    expect(again.map((outcome) => outcome.ok && outcome.body.external_id)).toEqual(ids);
    expect(lab.platform.ids).toEqual(ids);
    expect(new Set(heard).size).toBe(ids.length);
    expect(left.slice(0, 50)).toEqual(ids.slice(0, 50));
  }, 60_000);

  test('tells outcomes of commands that an earlier process left to its listener, though nobody sends them again', async () => {
    await using lab = await startLab(start);
    await using folder = await temporaryFolder();
    const buffer = { file: join(folder.path, 'commands.ndjson') };
    await lab.nats.kill();
    await using first = await testRobot(lab.nats.url, { connectTimeoutMs: 100, buffer });
    const sends = names('c', 3).map((id) => first.robot.send('samples.create', sample(id), { id }));
    await expectClosed(sends, () => first.robot.close());

    await lab.nats.restart();
    const heard: string[] = [];
    const onOutcome = ({ commandId }: { commandId: string }): void => void heard.push(commandId);
    await using second = await testRobot(lab.nats.url, { buffer, onOutcome });
    await second.robot.flush();
    await second.robot.close();
    await using third = await testRobot(lab.nats.url, { buffer });

    expect(heard).toEqual(['c-0', 'c-1', 'c-2']);
    expect(third.robot.pending).toEqual([]);
    expect(lab.platform.taken).toBe(3);
  }, 20_000);

  test('waits for outcomes when it is closed', async () => {
    await using lab = await startLab(start);
    await using folder = await temporaryFolder();
    const buffer = { file: join(folder.path, 'commands.ndjson') };
    await using lent = await testRobot(lab.nats.url, { buffer });

    const sends = names('c', 100).map((id) => lent.robot.send('samples.create', sample(id), { id }));
    await lent.robot.close();

    expect(await Promise.all(sends)).toHaveLength(100);
    expect(lab.platform.worked).toHaveLength(100);
  });
});

interface Crash {
  readonly url: string;
  readonly file: string;
  readonly ids: readonly string[];
}

/** Has another process send these, and kills it when the time has come. */
async function crashWhile({ url, file, ids }: Crash, now: () => boolean): Promise<void> {
  const settings = { servers: url, key: 'biokey_test', ...owner, window: 100, buffer: { file } };
  const script = `
    const { connectRobot } = await import(${JSON.stringify(new URL('../src/index.ts', import.meta.url).href)});
    const robot = await connectRobot(${JSON.stringify(settings)});
    for (const id of ${JSON.stringify(ids)}) {
      robot.send('samples.create', { experiment_id: 1, external_id: id }, { id });
    }`;
  const arguments_ = ['--disable-warning=ExperimentalWarning', '--input-type=module', '--eval', script];
  using child = spawn(process.execPath, arguments_, { stdio: ['ignore', 'inherit', 'inherit'] });
  const exited = once(child, 'exit');
  await eventually(now, { timeoutMs: 20_000, intervalMs: 1 });
  child.kill('SIGKILL');
  await exited;
}

async function expectClosed(sends: readonly Promise<unknown>[], close: () => Promise<void>): Promise<void> {
  const settled = Promise.allSettled(sends);
  await close();
  for (const send of await settled) expect(send).toMatchObject({ reason: { code: 'closed' } });
}
