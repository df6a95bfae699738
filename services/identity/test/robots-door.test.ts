import { describeWithOwnServer, eventually } from '@benchline/testing';
import { expect, test } from '@jest/globals';
import { jetstreamManager } from '@nats-io/jetstream';
import type { NatsConnection } from '@nats-io/transport-node';
import { connectAs, robotsLab } from './robots-lab.ts';
import type { RobotsLab } from './robots-lab.ts';

const refused = expect.objectContaining({ name: 'AuthorizationError' }) as unknown;

/** What the server says to a subscription or a message that isn't allowed; `undefined` when it says nothing. */
async function violationOf(robot: NatsConnection, attempt: () => void): Promise<string | undefined> {
  const said = (async () => {
    for await (const { type, ...status } of robot.status())
      if (type === 'error') return String(Object.values(status)[0]);
    return undefined;
  })();
  attempt();
  // The server answers in order, so what it has to say comes before the answer to a flush.
  const flushed = robot.flush().then(() => robot.flush());
  return Promise.race([said, flushed.then(() => undefined)]);
}

async function accessEvents({ lab }: RobotsLab): Promise<readonly Readonly<Record<string, unknown>>[]> {
  const changes = (await lab.commits()).flatMap(({ entries }) => entries.flatMap((entry) => entry.changes));
  return changes.filter(({ kind }) => kind === 'access_event').map(({ after }) => after as Record<string, unknown>); // of that kind
}

describeWithOwnServer('nats', 'the robots’ door', () => {
  // @req robots.connect
  test('a robot comes in with its key, sends commands under it, and hears their outcomes', async () => {
    await using lab = await robotsLab();
    const key = await lab.makeKey();
    const services = await lab.services();
    const { streams } = await jetstreamManager(services);
    await streams.add({ name: 'commands', subjects: ['lab.*.cmd.>'] });

    const robot = await lab.robot(key);
    const outcomes = robot.subscribe('lab.1.res.1.>', { max: 1 });
    const receipt = await robot.request('lab.1.cmd.1.samples.create', '{}');
    services.publish('lab.1.res.1.c1', 'done');

    expect(receipt.json()).toMatchObject({ stream: 'commands', seq: 1 });
    for await (const outcome of outcomes)
      expect([outcome.subject, outcome.string()]).toEqual(['lab.1.res.1.c1', 'done']);
    expect(lab.troubles).toEqual([]);
  });

  // @req robots.connect
  test.each<[string, (secret: string) => string]>([
    ['a wrong secret', (secret) => `${secret.slice(0, -1)}${secret.endsWith('a') ? 'b' : 'a'}`],
    ['the key of an organization that is not', () => `biokey_00000zaaaaaaaaaa.${'a'.repeat(43)}`],
    ['a session', () => `bls_aaaaaaaaaaaaaaaa.${'a'.repeat(43)}`],
    ['a text', () => 'hello'],
    ['nothing', () => ''],
  ])('who shows %s stays out, and no log is filled with it', async (_what, tokenOf) => {
    await using lab = await robotsLab();
    const { secret } = await lab.makeKey();

    await expect(connectAs(lab.nats, tokenOf(secret))).rejects.toEqual(refused);

    expect(await lab.lab.store.records.list(1, 'robot_connections', { afterKey: '', limit: 10 }, Date.now())).toEqual(
      [],
    );
    expect(await accessEvents(lab)).toEqual([]);
  });

  // @req robots.connect, robots.refusals-audited
  test('a key that is known and no good stays out, which the audit of its organization has', async () => {
    await using lab = await robotsLab();
    const { id, secret } = await lab.makeKey();
    await lab.lab.ask('RevokeApiKey', { path: { id } });

    await expect(connectAs(lab.nats, secret)).rejects.toEqual(refused);

    const [event] = await eventually(async () => {
      const events = await accessEvents(lab);
      return events.length > 0 && events;
    });
    expect(event).toMatchObject({
      ...{ action: 'ConnectRobot', outcome: 'refused', code: 'revoked', source: '127.0.0.1' },
      ...{ actorKind: 'service_account', actorId: 1, credentialMethod: 'key', credentialId: '1' },
    });
  });

  // @req robots.own-subjects
  test.each([
    ...['lab.1.cmd.2.samples.create', 'lab.2.cmd.1.samples.create', 'lab.1.cmd.1', 'lab.1.res.1.c1', 'lab.1.res.2.c1'],
    ...['lab.1.evt.sample.created', 'lab.1.log.execution', 'identity.drop', '_INBOX.1.2.x', '_INBOX.1.1.x', '_INBOX.x'],
    ...[
      '$JS.API.STREAM.PURGE.commands',
      '$JS.API.STREAM.LIST',
      '$JS.ACK.x',
      '$SYS.REQ.USER.AUTH',
      '$SYS.REQ.SERVER.PING',
    ],
  ])('it can not send to %s', async (subject) => {
    await using lab = await robotsLab();
    const robot = await lab.robot(await lab.makeKey());
    const services = await lab.services();
    const heard: string[] = [];
    services.subscribe('>', { callback: (_error, message) => void heard.push(message.subject) });
    await services.flush();

    const violation = await violationOf(robot, () => {
      robot.publish(subject, '{}');
    });

    await services.flush();
    expect(violation).toMatch(/Permissions Violation for Publish/i);
    expect(heard.filter((one) => one === subject)).toEqual([]);
  });

  // @req robots.own-subjects
  test.each([
    ...[
      '>',
      '*',
      '*.>',
      'lab.>',
      'lab.*.cmd.>',
      'lab.1.>',
      'lab.1.cmd.1.>',
      'lab.1.cmd.1.samples.create',
      'lab.1.cmd.2.>',
    ],
    ...['lab.1.res.>', 'lab.1.res.*.c1', 'lab.1.res.2.>', 'lab.2.res.1.>', 'lab.1.evt.>', 'lab.1.evt.sample.created'],
    ...[
      '_INBOX.>',
      '_INBOX.1.>',
      '_INBOX.1.2.>',
      '_INBOX.1.*.x',
      '$SYS.>',
      '$JS.>',
      '$JS.API.>',
      'identity.>',
      '_R_.>',
    ],
  ])('it can not listen to %s', async (subject) => {
    await using lab = await robotsLab();
    const robot = await lab.robot(await lab.makeKey({ scopes: ['samples:create'] }));
    const heard: string[] = [];

    const violation = await violationOf(robot, () => {
      robot.subscribe(subject, {
        callback: (error, message) => {
          if (error === null) heard.push(message.subject);
        },
      });
    });

    const services = await lab.services();
    for (const told of ['lab.1.cmd.1.samples.create', 'lab.1.res.2.c1', 'lab.1.evt.sample.created'])
      services.publish(told);
    await services.flush();
    await robot.flush();
    expect(violation).toMatch(/Permissions Violation for Subscription/i);
    expect(heard).toEqual([]);
  });
});
