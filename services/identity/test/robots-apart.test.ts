import { describeWithOwnServer } from '@benchline/testing';
import { expect, test } from '@jest/globals';
import { jetstreamManager } from '@nats-io/jetstream';
import type { JetStreamManager } from '@nats-io/jetstream';
import { headers } from '@nats-io/transport-node';
import type { NatsConnection } from '@nats-io/transport-node';
import { robotsLab } from './robots-lab.ts';
import type { RobotsLab } from './robots-lab.ts';

/** A stream of commands, and somebody who hears all that the services could hear. */
interface Inside {
  readonly services: NatsConnection;
  readonly manager: JetStreamManager;
  readonly heard: readonly string[];
}

async function inside(lab: RobotsLab): Promise<Inside> {
  const services = await lab.services();
  const manager = await jetstreamManager(services);
  await manager.streams.add({ name: 'commands', subjects: ['lab.*.cmd.>'] });
  const heard: string[] = [];
  services.subscribe('>', { callback: (_error, { subject }) => void heard.push(subject) });
  await services.flush();
  return { services, manager, heard };
}

/** All that a robot sent, and all that came of it, is done with when this resolves. */
async function settled(robot: NatsConnection, services: NatsConnection): Promise<void> {
  await robot.flush();
  await robot.request('lab.1.cmd.1.last', '{}');
  await services.flush();
}

const command = 'lab.1.cmd.1.samples.create';

describeWithOwnServer('nats', 'what a robot has the server send in its name', () => {
  // @req robots.unforgeable
  test.each([
    ...['lab.1.cmd.2.samples.create', 'lab.2.cmd.1.samples.create', 'lab.1.res.2.c1', 'lab.1.evt.sample.created'],
    ...['$JS.API.STREAM.PURGE.commands', '$JS.API.STREAM.DELETE.commands', 'lab.1.log.execution', 'identity.drop'],
    ...['$SYS.REQ.USER.AUTH', '$SYS.REQ.SERVER.PING'],
  ])('a receipt that is wanted on %s reaches nobody but robots', async (reply) => {
    await using lab = await robotsLab();
    const services = await inside(lab);
    const robot = await lab.robot(await lab.makeKey());

    robot.publish(command, '{}', { reply });
    await settled(robot, services.services);

    const { state } = await services.manager.streams.info('commands', { subjects_filter: '>' });
    expect(state.subjects).toEqual({ [command]: 1, 'lab.1.cmd.1.last': 1 });
    expect(services.heard.filter((subject) => subject === reply)).toEqual([]);
    expect(lab.outcomes).toEqual(['admitted']);
  });

  // @req robots.unforgeable
  test.each([command, 'lab.1.cmd.2.samples.create', '$JS.API.STREAM.PURGE.commands', 'identity.drop'])(
    'a trace that is wanted on %s is not sent there',
    async (destination) => {
      await using lab = await robotsLab();
      const services = await inside(lab);
      const robot = await lab.robot(await lab.makeKey());
      const traced = headers();
      traced.set('Nats-Trace-Dest', destination);

      robot.publish(command, '{}', { headers: traced });
      await settled(robot, services.services);

      const { state } = await services.manager.streams.info('commands', { subjects_filter: '>' });
      expect(Object.keys(state.subjects ?? {})).not.toContain('lab.1.cmd.2.samples.create');
      expect(services.heard.filter((subject) => subject === destination && subject !== command)).toEqual([]);
    },
  );

  // @req robots.unforgeable
  test('a receipt on another robot’s outcomes is all that can be forged, and has no header that an outcome has', async () => {
    await using lab = await robotsLab();
    const services = await inside(lab);
    const [one, other] = [await lab.robot(await lab.makeKey()), await lab.robot(await lab.makeKey())];
    const heard: (readonly [string, boolean])[] = [];
    other.subscribe('lab.1.res.2.>', {
      callback: (_error, message) => void heard.push([message.string(), message.headers === undefined]),
    });
    await other.flush();

    const forged = headers();
    forged.set('Benchline-Status', '201');
    one.publish(command, '{}', { reply: 'lab.1.res.2.c1', headers: forged });
    await settled(one, services.services);
    await other.flush();

    expect(heard.map(([text, bare]) => [Object.keys(JSON.parse(text) as object).sort(), bare])).toEqual([
      [['seq', 'stream'], true],
    ]);
  });
});
