import { describeWithOwnServer, eventually } from '@benchline/testing';
import { expect, test } from '@jest/globals';
import { names, sample, startLab, testRobot } from './setup.ts';

describeWithOwnServer('nats', 'a robot and its broker', (start) => {
  test('a command gets its outcome, and goes out with all that was said of it', async () => {
    await using lab = await startLab(start);
    await using lent = await testRobot(lab.nats.url);
    const deviceTime = new Date('2026-01-02T03:04:05.000Z');
    const options = { id: 'c1', reason: 'nächste Platte', deviceTime, ifMatch: '"1"', traceparent: '00-a-b-00' };

    const outcome = await lent.robot.send('samples.create', sample('P1-A1'), options);

    expect(outcome).toEqual({
      ...{ ok: true, commandId: 'c1', action: 'samples.create', status: 201 },
      body: { id: 1, external_id: 'c1' },
    });
    expect(lab.platform.worked).toMatchObject([
      {
        ...{ id: 'c1', action: 'samples.create', body: sample('P1-A1') },
        headers: {
          'X-Reason': 'nächste Platte',
          'X-Device-Time': '2026-01-02T03:04:05.000Z',
          'If-Match': '"1"',
          traceparent: '00-a-b-00',
        },
      },
    ]);
    expect(lent.robot.pending).toEqual([]);
    expect(lent.troubles).toEqual([]);
  });

  test('an array of inputs is one command', async () => {
    await using lab = await startLab(start);
    await using lent = await testRobot(lab.nats.url);

    await lent.robot.send('samples.create', [sample('A'), sample('B')]);

    expect(lab.platform.worked).toMatchObject([{ body: [sample('A'), sample('B')] }]);
  });

  test('a refusal is an outcome, not an error', async () => {
    await using lab = await startLab(start);
    await using lent = await testRobot(lab.nats.url);
    lab.platform.refuse = 'external_id_already_exists';

    const outcome = await lent.robot.send('samples.create', sample('A'), { id: 'c1' });

    expect(outcome).toEqual({
      ...{ ok: false, commandId: 'c1', action: 'samples.create', status: 409 },
      detail: 'external_id_already_exists',
    });
  });

  // @req robots.client.order
  test('thousands of commands keep their order, and each gets its own outcome, also where outcomes come twice', async () => {
    await using lab = await startLab(start);
    await using lent = await testRobot(lab.nats.url);
    lab.platform.doubles = true;
    const ids = names('c', 3_000);

    const outcomes = await Promise.all(ids.map((id) => lent.robot.send('samples.create', sample(id), { id })));

    expect(outcomes.map((outcome) => outcome.ok && outcome.body.external_id)).toEqual(ids);
    expect(lab.platform.ids).toEqual(ids);
    expect(lab.platform.taken).toBe(3_000);
  });

  // @req robots.client.bounded
  test('no more than its window is out without an outcome', async () => {
    await using lab = await startLab(start);
    await using lent = await testRobot(lab.nats.url, { window: 10 });
    lab.platform.loseOutcomes = 10;
    const ids = names('c', 30);

    const sends = Promise.all(ids.map((id) => lent.robot.send('samples.create', sample(id), { id })));
    await eventually(() => lab.platform.taken === 10);
    const workedFirst = lab.platform.ids;
    await sends;

    expect(workedFirst).toEqual(ids.slice(0, 10));
    expect(lab.platform.ids).toEqual(ids);
  });

  test('a lost outcome is asked for again under the same id', async () => {
    await using lab = await startLab(start);
    await using lent = await testRobot(lab.nats.url);
    lab.platform.loseOutcomes = 1;

    const outcome = await lent.robot.send('samples.create', sample('A'), { id: 'c1' });

    expect(outcome).toMatchObject({ ok: true, commandId: 'c1' });
    expect(lab.platform).toMatchObject({ ids: ['c1'], taken: 2 });
  });

  test('a send that runs out of time leaves its command, which another send with its id waits for', async () => {
    await using lab = await startLab(start);
    const heard: string[] = [];
    await using lent = await testRobot(lab.nats.url, { onOutcome: ({ commandId }) => void heard.push(commandId) });
    lab.platform.loseOutcomes = 1;

    const late = lent.robot.send('samples.create', sample('A'), { id: 'c1', timeoutMs: 50 });
    await expect(late).rejects.toMatchObject({ code: 'timeout' });
    const pending = lent.robot.pending;
    const again = await lent.robot.send('samples.create', sample('A'), { id: 'c1' });

    expect(pending).toMatchObject([{ id: 'c1', action: 'samples.create' }]);
    expect(again).toMatchObject({ ok: true, commandId: 'c1' });
    expect(heard).toEqual(['c1']);
    expect(lab.platform.ids).toEqual(['c1']);
  });

  test('another command under an id that is waiting is refused', async () => {
    await using lab = await startLab(start);
    await using lent = await testRobot(lab.nats.url);
    const first = lent.robot.send('samples.create', sample('A'), { id: 'c1' });

    await expect(lent.robot.send('samples.create', sample('B'), { id: 'c1' })).rejects.toMatchObject({
      code: 'id_in_use',
    });

    expect(await first).toMatchObject({ ok: true });
  });

  test('an outcome that its listener could not take comes again', async () => {
    await using lab = await startLab(start);
    const heard: string[] = [];
    const onOutcome = async ({ commandId }: { commandId: string }): Promise<void> => {
      heard.push(commandId);
      await Promise.resolve();
      if (heard.length === 1) throw new Error('disk full');
    };
    await using lent = await testRobot(lab.nats.url, { onOutcome });

    await lent.robot.send('samples.create', sample('A'), { id: 'c1' });
    await lent.robot.flush();

    expect(heard).toEqual(['c1', 'c1']);
    expect(lab.platform.ids).toEqual(['c1']);
    expect(lent.troubles).toMatchObject([{ code: 'listener_failed' }]);
  });

  test('who sends a command again while its outcome is being told gets that outcome', async () => {
    await using lab = await startLab(start);
    const told = Promise.withResolvers<undefined>();
    await using lent = await testRobot(lab.nats.url, { onOutcome: () => told.promise });
    await lent.robot.send('samples.create', sample('A'), { id: 'c1' });

    const again = await lent.robot.send('samples.create', sample('A'), { id: 'c1' });
    told.resolve(undefined);
    await lent.robot.flush();

    expect(again).toMatchObject({ ok: true, commandId: 'c1' });
    expect(lab.platform.taken).toBe(1);
  });

  // @req robots.client.forged
  test('what comes as an outcome without the header of one, or in no shape of one, is none', async () => {
    await using lab = await startLab(start);
    await using lent = await testRobot(lab.nats.url);
    lab.platform.loseOutcomes = 1;
    const forged = JSON.stringify({ command_id: 'c1', action: 'samples.create', status: 201, body: 'forged' });

    const sent = lent.robot.send('samples.create', sample('A'), { id: 'c1' });
    await eventually(() => lab.platform.taken === 1);
    await lab.platform.publish('lab.1.res.3.c1', forged);
    await lab.platform.publish('lab.1.res.3.c1', '{"stream":"s","seq":1}', { 'Benchline-Status': '201' });
    const outcome = await sent;

    expect(outcome).toMatchObject({ ok: true, body: { external_id: 'c1' } });
    expect(lent.troubles).toMatchObject([{ code: 'bad_outcome' }]);
  });

  // @req robots.client.forged
  test('events that fit a pattern are heard until the listener stops; what has no headers, or is no CloudEvent, is none', async () => {
    await using lab = await startLab(start);
    await using lent = await testRobot(lab.nats.url);
    const heard: unknown[] = [];
    const listening = lent.robot.events('sample.created', ({ id, data }) => void heard.push([id, data.external_id]));
    lent.robot.events('*.updated', ({ type }) => void heard.push(type));
    await lent.robot.send('samples.create', sample('A')); // by now the server knows who listens
    const event = (id: string, type: string): string =>
      JSON.stringify({ specversion: '1.0', id, source: '/x', type, data: { external_id: `of ${id}` } });
    const headers = { 'Nats-Msg-Id': 'x' };

    await lab.platform.publish('lab.1.evt.sample.created', event('forged', 'sample.created'));
    await lab.platform.publish('lab.1.evt.sample.created', 'no event', headers);
    await lab.platform.publish('lab.1.evt.sample.created', event('e1', 'sample.created'), headers);
    await lab.platform.publish('lab.1.evt.project.updated', event('e2', 'project.updated'), headers);
    await eventually(() => heard.length === 2);
    listening.stop();
    await lab.platform.publish('lab.1.evt.sample.created', event('e3', 'sample.created'), headers);
    await lab.platform.publish('lab.1.evt.project.updated', event('e4', 'project.updated'), headers);
    await eventually(() => heard.length === 3);

    expect(heard).toEqual([['e1', 'of e1'], 'project.updated', 'project.updated']);
    expect(lent.troubles).toMatchObject([{ code: 'bad_event' }]);
  });

  test('a closed robot takes nothing, and says of what was not answered that it is not known', async () => {
    await using lab = await startLab(start);
    await using lent = await testRobot(lab.nats.url);
    lab.platform.loseOutcomes = 1;
    const sent = lent.robot.send('samples.create', sample('A'));
    await eventually(() => lab.platform.taken === 1);

    const told = expect(sent).rejects.toMatchObject({ code: 'closed' });
    await lent.robot.close(0);

    await told;
    await expect(lent.robot.send('samples.create', sample('B'))).rejects.toMatchObject({ code: 'closed' });
  });
});
