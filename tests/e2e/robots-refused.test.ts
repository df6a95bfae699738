import { expect, test } from '@jest/globals';
import { jetstream } from '@nats-io/jetstream';
import { connect, type NatsConnection } from '@nats-io/transport-node';
import { eventually, type RobotNats } from '@benchline/testing';
import { admin, made } from '../harness/administration.ts';
import { publishCommand, rawRobot, type RawCommand } from '../harness/raw-robot.ts';
import { describeRobotsInEveryShape } from '../harness/robots-in-every-shape.ts';
import { makeRobotKey } from '../harness/robots.ts';
import { walk } from '../harness/walk.ts';
import type { AuditEntry, Refusal, Sample } from '../harness/wire.ts';
import { newExperiment } from './lab-records.ts';

const create = 'samples.create';

/** Commands that nothing can come of, and what their outcome says. */
const poison: readonly (readonly [what: string, command: Omit<RawCommand, 'id'>, status: number, detail: unknown])[] = [
  ['no JSON', { action: create, body: '{"external_id":' }, 422, [{ type: 'json_invalid' }]],
  ['neither an object nor an array', { action: create, body: '7' }, 422, [{ type: 'object_type' }]],
  ['an empty array', { action: create, body: '[]' }, 422, [{ type: 'too_short' }]],
  ['an action that there is none of', { action: 'samples.fly', body: '{}' }, 404, 'action_not_found'],
  ['an action that is nobody’s but a person’s', { action: 'people.create', body: '{}' }, 404, 'action_not_found'],
  ['one that its key has no right to', { action: 'projects.create', body: '{}' }, 403, 'key_scope_missing'],
  [
    'a time that is none',
    { action: create, body: '{}', headers: { 'X-Device-Time': 'yesterday' } },
    422,
    [{ loc: ['header', 'X-Device-Time'] }],
  ],
];

describeRobotsInEveryShape('what comes to nothing', (lab) => {
  // @req robots.poison
  test('is told why, kept in the dead letters, and delays nobody', async () => {
    const { client, people, nats } = lab();
    const { id } = await newExperiment(client);
    const key = await makeRobotKey(people, { scopes: ['samples:create'] });
    await using robot = await rawRobot(nats, key);

    for (const [at, [, command]] of poison.entries()) {
      await robot.send({ ...command, id: `bad-${String(at)}` });
      await robot.send({ action: create, id: `good-${String(at)}`, body: sampleText(id, `S-${String(at)}`) });
    }

    for (const [at, [what, , status, detail]] of poison.entries()) {
      const outcome = await robot.outcome(`bad-${String(at)}`);
      expect({ what, outcome }).toMatchObject({ what, outcome: { status, detail: like(detail) } });
      expect(await robot.outcome(`good-${String(at)}`)).toMatchObject({ status: 201 });
      const kept = await people.get(`/api/v1/commands/bad-${String(at)}?key_id=${String(key.id)}`);
      expect(kept.body).toEqual(outcome);
    }
    const letters = await deadLettersOf(nats, key.id, poison.length);
    expect(letters.map(({ command_id }) => command_id)).toEqual(poison.map((_, at) => `bad-${String(at)}`));
    expect(letters[0]).toMatchObject({ detail: [{ type: 'json_invalid' }], bytes: 15, body: expect.any(String) });
  });

  // @req robots.same-code
  test.each([
    ['without an experiment', { external_id: 'X-1' }],
    ['in an experiment that no number names', { experiment_id: 0, external_id: 'X-1' }],
    ['in an experiment that there is none of', { experiment_id: 999_999, external_id: 'X-1' }],
    ['with too long a name', { experiment_id: 1, external_id: 'X'.repeat(300) }],
    ['with a state of its own choice', { experiment_id: 1, external_id: 'X-1', status: 'completed' }],
    [
      'with a field twice',
      { experiment_id: 1, external_id: 'X-1', custom_fields: [{ field_name: 'a' }, { field_name: 'a' }] },
    ],
  ])('is refused as over HTTP: a sample %s', async (_, body) => {
    const { client, people, nats } = lab();
    await newExperiment(client);
    await using robot = await rawRobot(nats, await makeRobotKey(people));

    await robot.send({ action: create, id: 'one', body: JSON.stringify(body) });
    const outcome = await robot.outcome('one');
    const answer = await client.post<Refusal>('/samples', body);

    expect(answer.status).toBeGreaterThanOrEqual(400);
    expect({ status: outcome.status, detail: outcome.detail }).toEqual({
      status: answer.status,
      detail: answer.body.detail,
    });
  });

  // @req robots.revoked
  test('is what a key sends after it is revoked, and the audit has it', async () => {
    const { client, people, nats } = lab();
    const { id } = await newExperiment(client);
    const key = await makeRobotKey(people);
    await using robot = await rawRobot(nats, key);
    await robot.send({ action: create, id: 'before', body: sampleText(id, 'R-1') });
    expect(await robot.outcome('before')).toMatchObject({ status: 201 });

    made(await people.post(`${admin}/api-keys/${String(key.id)}/revoke`, {}), 200);
    await robot.connection.closed();
    // As if the broker had taken it just before the robot was disconnected.
    await using late = await sameSubject(nats, key.id);
    await late.send({ id: 'after', body: sampleText(id, 'R-2') });

    const letters = await deadLettersOf(nats, key.id, 1);
    expect(letters).toMatchObject([{ command_id: 'after', detail: 'Invalid API key' }]);
    const samples = await walk<Sample>(client, `/samples?experiment_id=${String(id)}`);
    expect(samples.map((one) => one.external_id)).toEqual(['R-1']);
    const refused = await eventually(
      async () => {
        const entries = await walk<AuditEntry>(people, '/api/v1/audit?outcome=refused&action=SendCommand');
        return entries.find((entry) => entry.credential.id === String(key.id));
      },
      { timeoutMs: 20_000, intervalMs: 100, what: 'the refusal in the audit' },
    );
    expect(refused).toMatchObject({ action: 'SendCommand', source: 'nats' });
  });
});

function sampleText(experimentId: number, externalId: string): string {
  return JSON.stringify({ experiment_id: experimentId, external_id: externalId });
}

/** A list of violations is like another with more said. */
function like(detail: unknown): unknown {
  return Array.isArray(detail) ? detail.map((one: object) => expect.objectContaining(one)) : detail;
}

interface DeadLetter {
  readonly command_id: string;
  readonly detail: unknown;
  readonly bytes: number;
  readonly body: string;
}

/** The first dead letters of a key, as an operator reads them. */
async function deadLettersOf(nats: RobotNats, keyId: number, count: number): Promise<readonly DeadLetter[]> {
  await using services = await asServices(nats);
  const filter = { filter_subjects: `lab.1.dead.${String(keyId)}` };
  const consumer = await jetstream(services.nats).consumers.get('benchline_dead_letters', filter);
  const letters: DeadLetter[] = [];
  for await (const letter of await consumer.fetch({ max_messages: count, expires: 20_000 })) {
    letters.push(letter.json<DeadLetter>());
  }
  return letters;
}

async function sameSubject(
  nats: RobotNats,
  keyId: number,
): Promise<AsyncDisposable & { send(command: Pick<RawCommand, 'id' | 'body'>): Promise<unknown> }> {
  const services = await asServices(nats);
  const subject = `lab.1.cmd.${String(keyId)}.${create}`;
  return {
    send: (command) => publishCommand(services.nats, { ...command, subject }),
    [Symbol.asyncDispose]: () => services[Symbol.asyncDispose](),
  };
}

async function asServices({ servicesUrl }: RobotNats): Promise<AsyncDisposable & { readonly nats: NatsConnection }> {
  const { host, username, password } = new URL(servicesUrl);
  const nats = await connect({ servers: host, user: username, pass: password });
  return { nats, [Symbol.asyncDispose]: () => nats.close() };
}
