import { describeWithOwnServer, eventually } from '@benchline/testing';
import { expect, test } from '@jest/globals';
import { connectAs, doorLab, robotsLab } from './robots-lab.ts';
import type { RobotsLab } from './robots-lab.ts';

async function noted({ lab }: Pick<RobotsLab, 'lab'>): Promise<number> {
  return (await lab.store.records.list(1, 'robot_connections', { afterKey: '', limit: 1_000 }, Date.now())).length;
}

const path = { id: 1 };

describeWithOwnServer('nats', 'robots that are shown out', () => {
  // @req robots.disconnected
  test.each<[string, number, (lab: RobotsLab) => Promise<unknown>]>([
    // Whoever has another key of the account stays.
    ['its key is revoked', 1, ({ lab }) => lab.ask('RevokeApiKey', { path })],
    ['its account is disabled', 0, ({ lab }) => lab.ask('DisableServiceAccount', { path })],
    [
      'its account has another role',
      0,
      ({ lab }) => lab.ask('UpdateServiceAccount', { path, body: { role: 'viewer' } }),
    ],
  ])('when %s a robot is disconnected by the time that this is answered', async (_what, staying, change) => {
    await using lab = await robotsLab();
    const [robot, other] = [await lab.robot(await lab.makeKey()), await lab.robot(await lab.makeKey())];
    const before = await noted(lab);

    await change(lab);

    expect([before, await noted(lab)]).toEqual([2, staying]);
    await robot.closed();
    await (staying === 1 ? other.flush() : other.closed());
  });

  // @req robots.disconnected
  test('a robot is disconnected when the permissions of its role change', async () => {
    await using lab = await robotsLab();
    const role = { name: 'arm', permissions: ['samples:create', 'samples:view'] };
    await lab.lab.ask('CreateRole', { body: role });
    await lab.lab.ask('UpdateServiceAccount', { path, body: { role: 'arm' } });
    const robot = await lab.robot(await lab.makeKey());

    const { status } = await lab.lab.ask('UpdateRole', {
      path: { name: 'arm' },
      body: { permissions: ['samples:view'] },
    });

    expect(status).toBe(200);
    await robot.closed();
    expect(await noted(lab)).toBe(0);
  });

  // @req robots.bounded-stay
  test('a robot’s connection ends with its time, and it can come in again', async () => {
    await using lab = await robotsLab({ connectedMsMax: 2_000 });
    const key = await lab.makeKey();

    const robot = await lab.robot(key);
    await robot.closed();
    await lab.robot(key);

    expect(lab.outcomes).toEqual(['admitted', 'admitted']);
  });

  // @req robots.bounded-stay
  test('a robot’s connection ends with its key', async () => {
    await using lab = await robotsLab();
    const key = await lab.makeKey({ expires_at: new Date(Date.now() + 2_500).toISOString() });

    const robot = await lab.robot(key);
    await robot.closed();

    await expect(lab.robot(key)).rejects.toMatchObject({ name: 'AuthorizationError' });
    expect(lab.outcomes).toEqual(['admitted', 'refused']);
  });

  // @req robots.disconnected
  test('while nobody can be disconnected revoking goes on, and who was in is out when that can be done again', async () => {
    await using lab = await robotsLab();
    const key = await lab.makeKey();
    const away = lab.nats.systemUrl.replace(/:p[0-9a-f]+@/, ':wrong@');
    await using other = await doorLab(lab.nats, { store: lab.lab.store, systemUrl: away });
    const robot = await lab.robot(key);

    const { status } = await other.lab.ask('RevokeApiKey', { path: { id: key.id } });

    expect([status, robot.isClosed()]).toEqual([200, false]);
    await expect(connectAs(lab.nats, key.secret)).rejects.toMatchObject({ name: 'AuthorizationError' });
    // The one that can finds what the other couldn't do.
    await using third = await doorLab(lab.nats, { store: lab.lab.store });
    await robot.closed();
    await eventually(async () => (await noted(third)) === 0);
  });
});

describeWithOwnServer('nats', 'robots, and servers that come and go', () => {
  // @req robots.burst
  test('200 robots that come at once are all in', async () => {
    await using lab = await robotsLab();
    const key = await lab.makeKey();

    const robots = await Promise.all(Array.from({ length: 200 }, () => lab.robot(key)));

    expect(lab.outcomes).toEqual(Array.from({ length: 200 }, () => 'admitted'));
    expect(await noted(lab)).toBe(200);
    await lab.lab.ask('RevokeApiKey', { path });
    await Promise.all(robots.map((robot) => robot.closed()));
    expect(await noted(lab)).toBe(0);
  });

  // @req robots.connect
  test('two replicas share the work, and one takes over when the other goes', async () => {
    await using lab = await robotsLab();
    const key = await lab.makeKey();
    const other = await doorLab(lab.nats, { store: lab.lab.store });

    await Promise.all(Array.from({ length: 60 }, () => lab.robot(key)));
    const shares = [lab.outcomes.length, other.outcomes.length];
    await other[Symbol.asyncDispose]();
    await Promise.all(Array.from({ length: 10 }, () => lab.robot(key)));

    expect(shares[0]).toBeGreaterThan(0);
    expect(shares[1]).toBeGreaterThan(0);
    expect(lab.outcomes).toHaveLength(70 - Number(shares[1]));
  });

  test('who is in stays in while identity is away, and who comes meanwhile is in when it is back', async () => {
    await using lab = await robotsLab();
    const key = await lab.makeKey();
    const robot = await lab.robot(key);
    await lab.close();

    const coming = eventually(() => lab.robot(key, { timeout: 7_000 }), { timeoutMs: 20_000 });
    expect(robot.isClosed()).toBe(false);
    await using back = await doorLab(lab.nats, { store: lab.lab.store });
    const late = await coming;

    expect(robot.isClosed()).toBe(false);
    await back.lab.ask('RevokeApiKey', { path });
    await Promise.all([robot.closed(), late.closed()]);
  }, 30_000);

  // @req robots.connect
  test('robots are in again when the server was killed and came back', async () => {
    await using lab = await robotsLab();
    const key = await lab.makeKey();
    const robot = await lab.robot(key, { reconnect: true, reconnectTimeWait: 100, ignoreAuthErrorAbort: true });

    await lab.nats.kill();
    await lab.nats.restart();
    await eventually(() => lab.outcomes.length > 1, { timeoutMs: 15_000 });
    await robot.flush();

    expect(new Set(lab.outcomes)).toEqual(new Set(['admitted']));
  }, 30_000);
});
