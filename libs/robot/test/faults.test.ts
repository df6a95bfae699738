import { describeWithOwnServer, eventually, temporaryFolder } from '@benchline/testing';
import { expect, test } from '@jest/globals';
import { join } from 'node:path';
import type { Robot } from '../src/index.ts';
import { startProxy } from './proxy.ts';
import { names, sample, startLab, testRobot } from './setup.ts';

describeWithOwnServer('nats', 'a robot whose broker or network fails', (start) => {
  // @req robots.client.once, robots.client.order
  test('nothing is lost, doubled or overtaken when the broker is killed and comes back, again and again', async () => {
    await using lab = await startLab(start);
    await using folder = await temporaryFolder();
    await using lent = await testRobot(lab.nats.url, { window: 64, buffer: { file: join(folder.path, 'commands') } });
    const ids = names('c', 900);

    const sends = ids.map((id) => sendIn(lent.robot, id));
    for (const worked of [100, 400]) {
      await eventually(() => lab.platform.worked.length >= worked, { timeoutMs: 15_000 });
      await lab.nats.kill();
      await lab.nats.restart();
    }
    const answered = await Promise.all(sends);

    expect(answered).toEqual(ids);
    expect(lab.platform.ids).toEqual(ids);
    expect(lent.robot.pending).toEqual([]);
  }, 60_000);

  // @req robots.client.once, robots.client.order
  test('nothing is lost, doubled or overtaken on a network that drops connections, receipts and outcomes', async () => {
    await using lab = await startLab(start);
    await using proxy = await startProxy(lab.nats.url);
    await using lent = await testRobot(proxy.url, { window: 32 });
    lab.platform.doubles = true;
    const ids = names('c', 1_000);

    const sends = ids.map((id) => sendIn(lent.robot, id));
    for (const [round, worked] of [50, 150, 300, 450, 600, 800].entries()) {
      await eventually(() => lab.platform.worked.length >= worked && lent.robot.up, { timeoutMs: 15_000 });
      lab.platform.loseOutcomes = round;
      if (round % 2 === 0) proxy.deafen();
      const { taken } = lab.platform;
      await eventually(() => lab.platform.taken > taken || lab.platform.worked.length === ids.length);
      proxy.cut();
    }
    const answered = await Promise.all(sends);

    expect(answered).toEqual(ids);
    expect(lab.platform.ids).toEqual(ids);
    expect(proxy.connections).toBeGreaterThan(6);
  }, 60_000);

  test('a receipt that is lost on a connection that stays is asked for again', async () => {
    await using lab = await startLab(start);
    await using proxy = await startProxy(lab.nats.url);
    await using lent = await testRobot(proxy.url, { receiptTimeoutMs: 200 });
    proxy.deafen();

    const sent = sendIn(lent.robot, 'c1');
    await eventually(() => lent.troubles.some(({ code }) => code === 'not_received'));
    proxy.cut();

    expect(await sent).toBe('c1');
    expect(lab.platform.ids).toEqual(['c1']);
  });

  test('a platform that is away answers in order when it is back', async () => {
    await using lab = await startLab(start);
    await using lent = await testRobot(lab.nats.url);
    await lab.platform.stop();
    const ids = names('c', 20);

    const sends = ids.map((id) => sendIn(lent.robot, id));
    await lab.platform.start();

    expect(await Promise.all(sends)).toEqual(ids);
    expect(lab.platform.ids).toEqual(ids);
  });

  test('a broker that is away at the start is found when it comes, and what was sent meanwhile goes out', async () => {
    await using lab = await startLab(start);
    await lab.nats.kill();
    await using lent = await testRobot(lab.nats.url, { connectTimeoutMs: 100 });
    const upBefore = lent.robot.up;
    const sends = names('c', 3).map((id) => sendIn(lent.robot, id));

    await lab.nats.restart();

    expect(await Promise.all(sends)).toEqual(['c-0', 'c-1', 'c-2']);
    expect(upBefore).toBe(false);
    expect(lent.troubles[0]).toMatchObject({ code: 'connection' });
  }, 20_000);

  test('a broker without a stream of commands refuses them, and gets them in order once it has one', async () => {
    await using nats = await start();
    await using lent = await testRobot(nats.url);
    const ids = names('c', 50);
    const sends = ids.map((id) => sendIn(lent.robot, id));
    await eventually(() => lent.troubles.some(({ code }) => code === 'not_received'));

    await using lab = await startLab(() => Promise.resolve(nats));

    expect(await Promise.all(sends)).toEqual(ids);
    expect(lab.platform.ids).toEqual(ids);
  });

  // @req robots.client.bounded
  test.each([
    ['bytes', { bytesMax: 2_000 }, 'buffer.bytesMax'],
    ['commands', { commandsMax: 10 }, 'buffer.commandsMax'],
  ])(
    'a buffer whose %s are used up takes no more, says which bound it is, and takes more when it can',
    async (...row) => {
      const [, buffer, bound] = row;
      await using lab = await startLab(start);
      await lab.nats.kill();
      await using lent = await testRobot(lab.nats.url, { connectTimeoutMs: 100, buffer });
      const sends = await Promise.allSettled([...fillUp(lent.robot), sendIn(lent.robot, 'one-more')]);
      const taken = lent.robot.pending.map(({ id }) => id);

      const refused = sends.at(-1);
      await lab.nats.restart();
      await lent.robot.flush();
      const later = await sendIn(lent.robot, 'later');

      expect(refused).toMatchObject({ reason: { code: 'buffer_full', message: expect.stringContaining(bound) } });
      expect(later).toBe('later');
      expect(lab.platform.ids).toEqual([...taken, 'later']);
    },
  );

  test('a permission that is missing is told, without the key', async () => {
    await using lab = await startLab(start);
    await using proxy = await startProxy(lab.nats.url);
    await using lent = await testRobot(proxy.url);

    proxy.say(`-ERR 'Permissions Violation for Publish to "lab.1.cmd.3.samples.create"'\r\n`);
    await eventually(() => lent.troubles.length > 0);

    expect(lent.troubles).toMatchObject([{ code: 'permission', message: expect.stringContaining('lab.1.cmd.3') }]);
    expect(JSON.stringify(lent.troubles)).not.toContain('biokey_test');
    expect(await sendIn(lent.robot, 'c1')).toBe('c1');
  });

  test.each(['User Authentication Expired', 'Authorization Violation'])(
    'a connection that ends with %s is made again',
    async (end) => {
      await using lab = await startLab(start);
      await using proxy = await startProxy(lab.nats.url);
      await using lent = await testRobot(proxy.url);

      for (const connections of [1, 2, 3]) {
        await eventually(() => lent.robot.up && proxy.connections === connections);
        proxy.say(`-ERR '${end}'\r\n`);
        await eventually(() => proxy.connections > connections);
      }

      expect(await sendIn(lent.robot, 'c1')).toBe('c1');
    },
  );

  test('a robot that was told to encrypt says nothing to a server that does not', async () => {
    await using lab = await startLab(start);
    await using lent = await testRobot(lab.nats.url.replace('nats:', 'tls:'), { connectTimeoutMs: 500 });

    expect(lent.robot.up).toBe(false);
    expect(lent.troubles).toMatchObject([{ code: 'connection', message: expect.stringContaining('tls') }]);
  });

  test('events are heard again after a cut', async () => {
    await using lab = await startLab(start);
    await using proxy = await startProxy(lab.nats.url);
    await using lent = await testRobot(proxy.url);
    const heard: string[] = [];
    lent.robot.events('>', ({ id }) => void heard.push(id));
    proxy.cut();
    await eventually(() => proxy.connections === 2 && lent.robot.up);
    await sendIn(lent.robot, 'c1'); // by now the server knows who listens

    const event = { specversion: '1.0', id: 'e1', source: '/x', type: 'sample.created', data: {} };
    await lab.platform.publish('lab.1.evt.sample.created', JSON.stringify(event), { 'Nats-Msg-Id': 'e1' });

    await eventually(() => heard.length === 1);
    expect(heard).toEqual(['e1']);
  });
});

/** Sends a command under this id and says whose outcome came. */
async function sendIn(robot: Robot, id: string): Promise<unknown> {
  const outcome = await robot.send('samples.create', sample(id), { id });
  return outcome.ok ? outcome.body.external_id : outcome.detail;
}

/** What is sent until the buffer is full, without waiting for it. */
function fillUp(robot: Robot): Promise<unknown>[] {
  return names('c', 20).map((id) => robot.send('samples.create', sample(id), { id, timeoutMs: 50 }));
}
