import { describe, expect, test } from '@jest/globals';
import { AppError, unavailable } from '@benchline/errors';
import type { Principal } from '@benchline/principal';
import { accept, internalAction, readCommit, refuse } from '@benchline/runtime';
import { memoryStore } from '@benchline/runtime/testing';
import { openSqliteStore } from '@benchline/store';
import { withFaults } from '@benchline/store/faults';
import { eventually, temporaryFolder } from '@benchline/testing';
import { rename } from './team/actions.ts';
import { commandFor, person, told } from './team/commands.ts';
import type { Robots, Sent } from './team/robots.ts';
import { startRobots } from './team/robots.ts';

const ada = person('ada', { email: 'ada@example.org' });
const otherAda = person('ada', { team: 'other' });

interface Case {
  readonly what: string;
  readonly sent: Sent;
  readonly who?: Partial<Principal>;
  readonly status: number;
}

/** Ada is there, in version 1. */
const cases: readonly Case[] = [
  { what: 'an unknown action', sent: { action: 'members.fly' }, status: 404 },
  { what: 'a body that is no JSON', sent: { body: 'no' }, status: 422 },
  { what: 'a key without the right', sent: { body: person('ben') }, who: { scopes: [] }, status: 403 },
  { what: 'an array with one version', sent: { body: [person('ben')], ifMatch: '"1"' }, status: 422 },
  { what: 'an input that breaks rules', sent: { body: { name: 5 } }, status: 422 },
  { what: 'a rule over the records', sent: { body: otherAda }, status: 409 },
  { what: 'a record that is not there', sent: { action: 'members.leave', body: { id: 9 } }, status: 404 },
  {
    what: 'another version',
    sent: { action: 'members.rename', ifMatch: '"7"', body: { id: 1, name: 'ida' } },
    status: 412,
  },
];

/** The name that was taken is free, the version another one. The key that lacked a right has it when it comes again. */
async function turn({ runtime }: Robots): Promise<void> {
  await runtime.change(commandFor(rename, { id: 1, name: 'eda' }));
}

describe.each(cases)('the refusal of a robot for $what', ({ sent, who, status }) => {
  // @req robots.once
  test('is kept, and told again by another replica and after a rebuild from the log', async () => {
    await using folder = await temporaryFolder();
    const store = await openSqliteStore({ folder: folder.path, shape: 'v1' });
    const [one, other] = [startRobots(store), startRobots(store)];
    await one.send({ id: 'first', body: ada });

    const first = await one.send(sent, who);
    await turn(other);
    const again = [await other.send(sent), await other.kept('c1'), await one.send(sent)];
    const { head } = await store.position(1);
    await store.close();
    const rebuilt = await openSqliteStore({ folder: folder.path, shape: 'v2' });
    const late = startRobots(rebuilt);
    again.push(await late.kept('c1'), await late.send(sent));

    expect(first).toMatchObject({ status, body: undefined, detail: expect.any(String) });
    expect(again).toEqual(again.map(() => first));
    expect(head).toBe(3);
    expect((await rebuilt.position(1)).head).toBe(3);
    await rebuilt.close();
  });
});

test('the version that stands against a robot is told again', async () => {
  const { send, read, runtime } = startRobots(memoryStore().view());
  await send({ id: 'first', body: ada });
  const sent = { action: 'members.rename', ifMatch: '"7"', body: { id: 1, name: 'ida' } };

  const errors = [];
  for (let time = 0; time < 2; time += 1) {
    errors.push(await runtime.change((await read(sent)).command).catch((thrown: unknown) => thrown));
  }

  expect(errors).toMatchObject([{ extras: { version: 1 } }, { extras: { version: 1 } }]);
  expect(errors[1]).toMatchObject({ kind: 'precondition_failed', message: (errors[0] as AppError).message });
});

test('the copies of a refused command in one group are told the same, and stand in the log once', async () => {
  const store = memoryStore().view();
  const { send, read, runtime } = startRobots(store);
  await send({ id: 'first', body: ada });
  const { command } = await read({ body: otherAda });

  const outcomes = await Promise.all([command, command, command].map((one) => told(runtime.change(one))));

  expect(outcomes).toEqual(['name_taken', 'name_taken', 'name_taken']);
  expect((await store.commits(1, 1, 10)).flatMap((row) => readCommit(row).entries)).toHaveLength(1);
});

// @req idempotency.refusal
test('the same refusal is not kept for a caller of HTTP, who is judged anew', async () => {
  const store = memoryStore().view();
  const robots = startRobots(store);
  await robots.send({ id: 'first', body: ada });
  const { command } = await robots.read({ body: otherAda });
  const { key = '', fingerprint = '' } = command.idempotency ?? {};
  const byHttp = { ...command, idempotency: { key, fingerprint, keptMs: 90_000_000 } };

  const refused = await told(robots.runtime.change(byHttp));
  const { head } = await store.position(1);
  await turn(robots);
  const anew = await told(robots.runtime.change(byHttp));

  expect([refused, head]).toEqual(['name_taken', 1]);
  expect(anew).toMatchObject({ replayed: false, reply: { id: 2, name: 'ada' } });
});

describe('what says nothing of a command is not kept', () => {
  const joining = { body: ada };

  // @req robots.no-doubt-kept
  test.each([
    ['a defect', () => new TypeError('a bug'), 500],
    ['something that is away', () => unavailable('the scales'), 503],
  ])('%s in its decision', async (_what, error, status) => {
    const store = memoryStore().view();
    let broken = true;
    const join = internalAction('Join', {
      load: () => ({}),
      decide: () => {
        if (!broken) return accept({ id: 1 }, []);
        const thrown = error();
        if (thrown instanceof AppError) return refuse(thrown);
        throw thrown;
      },
    });
    const { send, kept } = startRobots(store, { actions: [join] });

    const first = await send(joining);
    const meanwhile = [await kept('c1'), (await store.position(1)).head];
    broken = false;
    const again = await send(joining);

    expect([first.status, again.status]).toEqual([status, 201]);
    expect(meanwhile).toEqual([undefined, 0]);
  });

  test('an action that breaks a rule of the runtime', async () => {
    const store = memoryStore().view();
    const load = (): never => {
      throw new TypeError('a bug');
    };
    const join = internalAction('Join', { load, decide: () => accept(undefined, []) });

    const { status } = await startRobots(store, { actions: [join] }).send(joining);
    const mended = startRobots(store);

    expect([status, await mended.kept('c1')]).toEqual([500, undefined]);
    expect(await mended.send(joining)).toMatchObject({ status: 201 });
  });

  // @req robots.no-doubt-kept
  test('a store that is away', async () => {
    let away = true;
    const store = memoryStore().view();
    const robots = startRobots(withFaults(store, (method) => (method === 'append' && away ? 'before' : undefined)));
    await startRobots(store).send({ id: 'first', body: ada });

    const first = await robots.send({ body: otherAda });
    away = false;
    const again = await eventually(async () => {
      const answer = await robots.send({ body: otherAda });
      return answer.status === 503 ? undefined : answer;
    });

    expect(first).toMatchObject({ status: 503 });
    expect(again).toMatchObject({ status: 409, detail: '"name_taken"' });
  });

  test('a principal that is over', async () => {
    const store = memoryStore().view();
    const { read, kept, runtime } = startRobots(store);
    const { command } = await read({ body: ada });

    const outcome = await told(runtime.change({ ...command, call: { ...command.call, principalEndsAt: 0 } }));

    expect([outcome, await kept('c1')]).toEqual(['principal_expired', undefined]);
  });
});
