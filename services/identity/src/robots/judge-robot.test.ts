import { unavailable } from '@benchline/errors';
import type { AuthorizationRequest } from '@benchline/nats-auth';
import { labTime, memoryStore } from '@benchline/runtime/testing';
import type { Records } from '@benchline/store';
import { expect, test } from '@jest/globals';
import { identityLab } from '../../test/identity-lab.ts';
import type { IdentityLab } from '../../test/identity-lab.ts';
import { makeOrganization } from '../../test/make-people.ts';
import { keyUse } from '../accounts/key-use.ts';
import type { Judgement } from './judge-robot.ts';
import { judgeRobot } from './judge-robot.ts';
import { robotConnections } from './robot-connections.ts';

const now = Date.parse(labTime);
const dayMs = 24 * 3_600_000;
const path = { id: 1 };

interface Judging extends AsyncDisposable {
  readonly lab: IdentityLab;
  readonly judge: (asked?: Partial<AuthorizationRequest>) => Promise<Judgement>;
  /** What stands in the store. */
  readonly notes: () => Promise<readonly string[]>;
  /** Done once, when the next barrier is asked for. */
  between: () => Promise<unknown>;
}

async function judging(keyBody: Readonly<Record<string, unknown>> = {}): Promise<Judging> {
  const store = memoryStore().view();
  const lab = await identityLab({ store });
  await makeOrganization(lab);
  await lab.ask('CreateServiceAccount', { body: { display_name: 'Arm', role: 'technician' } });
  const made = await lab.ask('CreateApiKey', { path, body: { name: 'arm', ...keyBody } });
  const { secret } = made.body as { secret: string }; // the action's answer
  const clock = () => now;
  const records: Records = {
    ...store.records,
    barrier: async (at) => {
      const { between } = self;
      self.between = () => Promise.resolve();
      await between();
      await store.records.barrier(at);
    },
  };
  const connections = robotConnections({ records, clock });
  const parts = { runtime: lab.runtime, records, connections, keyUse: keyUse({ records, clock }), clock };
  const asked = {
    serverId: 'NSERVER',
    userKey: 'U',
    clientId: 14,
    host: '192.0.2.7',
    name: '',
    language: '',
    issuer: '',
  };
  const self: Judging = {
    lab,
    between: () => Promise.resolve(),
    judge: (more) => judgeRobot({ ...parts, connectedMsMax: dayMs }, { ...asked, endsAt: 0, token: secret, ...more }),
    notes: async () =>
      (await store.records.list(1, 'robot_connections', { afterKey: '', limit: 9 }, now)).map(
        ({ key, value }) => key + value,
      ),
    [Symbol.asyncDispose]: () => Promise.resolve(lab[Symbol.asyncDispose]()),
  };
  return self;
}

test('a robot is let in for a day, and noted with its key and all that it depends on', async () => {
  await using door = await judging();

  const judgement = await door.judge();

  expect(judgement).toMatchObject({ admitted: true, endsAt: now + dayMs, standing: { credentialId: '1' } });
  expect(await door.notes()).toEqual([
    `NSERVER/14{"keyId":1,"since":"${labTime}","subjects":["key/1/1","account/1/1","role/1/technician"]}`,
  ]);
});

// @req robots.bounded-stay
test('no longer than its key lasts', async () => {
  await using door = await judging({ expires_at: new Date(now + 5_000).toISOString() });

  expect(await door.judge()).toMatchObject({ admitted: true, endsAt: now + 5_000 });
});

test('a key that lasts for less than a second lets nobody in', async () => {
  await using door = await judging({ expires_at: new Date(now + 999).toISOString() });

  expect(await door.judge()).toMatchObject({ admitted: false, refusal: { reason: 'expired', credentialId: '1' } });
  expect(await door.notes()).toEqual([]);
});

test.each<[string, (lab: IdentityLab) => Promise<unknown>]>([
  ['revoked', (lab) => lab.ask('RevokeApiKey', { path })],
  ['disabled', (lab) => lab.ask('DisableServiceAccount', { path })],
])('a key that is %s while its robot is judged lets nobody in, and leaves no note', async (reason, change) => {
  await using door = await judging();
  const seen: unknown[] = [];
  door.between = async () => {
    seen.push(...(await door.notes()));
    await change(door.lab);
  };

  const judgement = await door.judge();

  // Whoever revokes at this moment finds it.
  expect(seen).toHaveLength(1);
  expect(judgement).toMatchObject({ admitted: false, refusal: { reason } });
  expect(await door.notes()).toEqual([]);
});

test('a robot whose role changes while it is judged is noted with the role that it came in with', async () => {
  await using door = await judging();
  door.between = () => door.lab.ask('UpdateServiceAccount', { path, body: { role: 'scientist' } });

  const judgement = await door.judge();

  expect(judgement).toMatchObject({ admitted: true });
  expect(await door.notes()).toEqual([expect.stringContaining('"role/1/scientist"')]);
});

test('a robot whose terms change all the time is not let in', async () => {
  await using door = await judging();
  const roles = ['scientist', 'viewer', 'admin', 'technician', 'owner'];
  const change = async (): Promise<void> => {
    door.between = change;
    await door.lab.ask('UpdateServiceAccount', { path, body: { role: roles.shift() } });
  };
  door.between = change;

  await expect(door.judge()).rejects.toThrow('changed again and again');
  expect(await door.notes()).toEqual([]);
});

test('while it can’t be told what is committed nobody is let in, and no note stays', async () => {
  await using door = await judging();
  door.between = () => Promise.reject(unavailable('the store'));

  await expect(door.judge()).rejects.toMatchObject({ kind: 'unavailable' });
  expect(await door.notes()).toEqual([]);
});

test('a connection that another replica answers for is not let in twice', async () => {
  await using door = await judging();
  await door.judge();

  await expect(door.judge()).rejects.toThrow('Another replica');
  expect(await door.notes()).toHaveLength(1);
});

test('that a robot came in counts as a use of its key', async () => {
  await using door = await judging();

  await door.judge();

  const { body } = await door.lab.ask('ListApiKeys', { path });
  expect(body).toMatchObject({ items: [{ last_used_at: labTime }] });
});
