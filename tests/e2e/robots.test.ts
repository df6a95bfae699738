import { expect, test } from '@jest/globals';
import { eventually } from '@benchline/testing';
import type { Client } from '../harness/client.ts';
import { describeRobotsInEveryShape } from '../harness/robots-in-every-shape.ts';
import { makeRobotKey, robotOf } from '../harness/robots.ts';
import { walk } from '../harness/walk.ts';
import type { AuditEntry, Sample } from '../harness/wire.ts';
import { newExperiment, newSample } from './lab-records.ts';

describeRobotsInEveryShape('what a robot asks for', (lab) => {
  // @req robots.commands, robots.outcomes
  test('is done as HTTP would have done it, and its outcome can be asked for', async () => {
    const { client, people, nats } = lab();
    const { id } = await newExperiment(client);
    const key = await makeRobotKey(people);
    await using robot = await robotOf(nats, key);

    const made = await robot.send('samples.create', { experiment_id: id, external_id: 'P-1' }, { id: 'p-1' });
    const taken = await robot.send('samples.create', { experiment_id: id, external_id: 'P-1' }, { id: 'p-2' });

    const sample = made.ok ? made.body : undefined;
    expect(made).toMatchObject({ status: 201, commandId: 'p-1', body: { external_id: 'P-1' } });
    expect(taken).toMatchObject({ ok: false, status: 409, detail: 'external_id_already_exists' });
    expect((await client.get(`/samples/${String(sample?.id)}`)).body).toEqual(sample);
    expect(await askedBy(people, 'p-1', key.id)).toEqual({
      ...{ command_id: 'p-1', action: 'samples.create', status: 201 },
      body: sample,
    });
    expect(await askedBy(people, 'p-2', key.id)).toMatchObject({ status: 409, detail: 'external_id_already_exists' });
  });

  // @req robots.commands
  test('is done for each input of an array, in order, whatever becomes of the others', async () => {
    const { client, people, nats } = lab();
    const { id } = await newExperiment(client);
    await using robot = await robotOf(nats, await makeRobotKey(people));
    const inputs = [
      { experiment_id: id, external_id: 'A-1' },
      { experiment_id: id, external_id: 'A-1' },
      { experiment_id: id, external_id: '' },
      { experiment_id: id, external_id: 'A-2' },
    ];

    const outcome = await robot.send('samples.create', inputs);

    expect(outcome).toMatchObject({ ok: true, status: 200, body: { succeeded: 2, failed: 2 } });
    const rows = outcome.ok ? outcome.body.items : [];
    expect(rows.map(({ status }) => status)).toEqual([201, 409, 422, 201]);
    const samples = await walk<Sample>(client, `/samples?experiment_id=${String(id)}`);
    expect(samples.map((one) => one.external_id).toSorted()).toEqual(['A-1', 'A-2']);
  });

  // @req robots.once, robots.id-reuse
  test('is done once, however often it is sent, and an id stays with what it was first used for', async () => {
    const { client, people, nats } = lab();
    const { id } = await newExperiment(client);
    await using robot = await robotOf(nats, await makeRobotKey(people));
    const send = (externalId: string) =>
      robot.send('samples.create', { experiment_id: id, external_id: externalId }, { id: 'once' });

    const first = await send('O-1');
    const again = await send('O-1');
    const other = await send('O-2');

    expect(first.status).toBe(201);
    expect(again).toEqual(first);
    expect(other).toMatchObject({ status: 422, detail: 'idempotency_key_reused_with_different_body' });
    expect(await walk(client, `/samples?experiment_id=${String(id)}`)).toHaveLength(1);
  });

  // @req robots.own-ids
  test('is its own, although another robot has sent something under the same id', async () => {
    const { client, people, nats } = lab();
    const { id } = await newExperiment(client);
    await using one = await robotOf(nats, await makeRobotKey(people));
    await using other = await robotOf(nats, await makeRobotKey(people));
    const input = (external_id: string) => ({ experiment_id: id, external_id });

    const outcomes = await Promise.all([
      one.send('samples.create', input('I-1'), { id: 'plate-1' }),
      other.send('samples.create', input('I-2'), { id: 'plate-1' }),
    ]);

    expect(outcomes).toMatchObject([{ body: { external_id: 'I-1' } }, { body: { external_id: 'I-2' } }]);
  });

  // @req robots.in-order
  test('is done in the order in which it was sent', async () => {
    const { client, people, nats } = lab();
    const { id: experiment } = await newExperiment(client);
    const { id } = await newSample(client, { experiment_id: experiment, external_id: 'V-0' });
    await using robot = await robotOf(nats, await makeRobotKey(people));
    const values = Array.from({ length: 50 }, (_, number) => number + 1);

    const outcomes = await Promise.all(
      values.map((cell_count) =>
        robot.send('samples.update', { id, cell_count }, { ifMatch: `"${String(cell_count)}"` }),
      ),
    );

    expect(outcomes.map(({ status }) => status)).toEqual(values.map(() => 200));
    expect((await client.get(`/samples/${String(id)}`)).body).toMatchObject({ cell_count: 50, version: 51 });
    expect(await robot.send('samples.update', { id, cell_count: 0 }, { ifMatch: '"50"' })).toMatchObject({
      ...{ status: 412, detail: 'version_conflict', extras: { version: 51 } },
    });
  });

  // @req robots.audited
  test('is in the audit, with the key, the reason, and when the device says that it was', async () => {
    const { client, people, nats } = lab();
    const { id } = await newExperiment(client);
    const key = await makeRobotKey(people, { account: 'Reader 7' });
    await using robot = await robotOf(nats, key);
    const terms = { id: 'told', reason: 'second run', deviceTime: new Date('2026-03-01T08:00:00Z') };

    const made = await robot.send('samples.create', { experiment_id: id, external_id: 'T-1' }, terms);

    const sample = made.ok ? made.body.id : 0;
    expect(await entryOf(people, `sample/${String(sample)}`)).toMatchObject({
      actor: { kind: 'service_account', id: key.accountId, name: 'Reader 7' },
      credential: { method: 'key', id: String(key.id) },
      action: 'CreateSample',
      reason: 'second run',
      request_id: 'told',
      source: 'nats',
      device_time: '2026-03-01T08:00:00.000Z',
    });
  });

  // @req robots.events
  test('can be to hear what happens in its organization, where its key may', async () => {
    const { client, people, nats } = lab();
    const troubles: string[] = [];
    const onTrouble = ({ code }: { readonly code: string }): void => void troubles.push(code);
    await using robot = await robotOf(nats, await makeRobotKey(people));
    await using deaf = await robotOf(nats, await makeRobotKey(people, { scopes: ['samples:view'] }), { onTrouble });
    const heard: unknown[] = [];
    robot.events('sample.created', (event) => void heard.push(event));
    deaf.events('sample.created', () => void heard.push('what it may not'));
    await robot.send('samples.update', { id: 1 }); // its outcome comes after the subscription
    await eventually(() => troubles.length > 0, { timeoutMs: 10_000, what: 'the refusal of the server' });

    const { id: experiment } = await newExperiment(client);
    const { id } = await newSample(client, { experiment_id: experiment, external_id: 'E-1' });

    await eventually(() => heard.length > 0, { timeoutMs: 15_000, what: 'the event' });
    expect(heard).toEqual([
      expect.objectContaining({
        ...{ type: 'sample.created', subject: `sample/${String(id)}`, source: '/organizations/1/execution' },
        data: { sample_id: id, external_id: 'E-1', experiment_id: experiment },
      }),
    ]);
  });
});

async function askedBy(people: Client, commandId: string, keyId: number): Promise<unknown> {
  return (await people.get(`/api/v1/commands/${commandId}?key_id=${String(keyId)}`)).body;
}

function entryOf(people: Client, entity: string): Promise<AuditEntry> {
  const path = `/api/v1/audit?entity=${encodeURIComponent(entity)}`;
  const look = async (): Promise<AuditEntry | undefined> => (await walk<AuditEntry>(people, path))[0];
  return eventually(look, { timeoutMs: 15_000, intervalMs: 50, what: `an audit entry of ${entity}` });
}
