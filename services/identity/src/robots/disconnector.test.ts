import { unavailable } from '@benchline/errors';
import { labTime, memoryStore } from '@benchline/runtime/testing';
import type { VirtualTime } from '@benchline/testing';
import { virtualTime } from '@benchline/testing';
import { expect, test } from '@jest/globals';
import { startDisconnector } from './disconnector.ts';
import type { Disconnector } from './disconnector.ts';
import { robotConnections } from './robot-connections.ts';

const start = Date.parse(labTime);
const hourMs = 3_600_000;
const minuteMs = 60_000;
const secondMs = 1_000;

type Reply = (subject: string, text: string) => Promise<string>;

const kicked: Reply = () => Promise.resolve('{"server":{}}');
const unknownThere: Reply = () =>
  Promise.resolve('{"error":{"code":500,"description":"no such client or leafnode id"}}');
const away: Reply = () => Promise.reject(unavailable('The message bus'));
const silent: Reply = () => new Promise(() => undefined);

interface Lab {
  readonly time: VirtualTime;
  readonly asked: string[];
  readonly failures: unknown[];
  /** How the server answers. */
  reply: Reply;
  readonly note: (organizationId: number, clientId: number, subjects: readonly string[]) => Promise<unknown>;
  /** The connections that are noted. */
  readonly noted: (organizationId?: number) => Promise<readonly number[]>;
  /** One replica. */
  readonly start: () => Disconnector;
}

function labOf(reply: Reply): Lab {
  const time = virtualTime(start);
  const { records } = memoryStore().view();
  const connections = robotConnections({ records, clock: time.now });
  const lab: Lab = {
    ...{ time, asked: [], failures: [], reply },
    note: (organizationId, clientId, subjects) => {
      const note = { organizationId, serverId: 'NSERVER', clientId, keyId: 1, since: labTime, subjects };
      return connections.write(note, time.now() + hourMs, 0);
    },
    noted: async (organizationId = 1) => (await connections.list(organizationId)).map(({ clientId }) => clientId),
    start: () =>
      startDisconnector({
        link: {
          request: (subject, text) => {
            lab.asked.push(`${subject} ${text}`);
            return lab.reply(subject, text);
          },
        },
        ...{ connections, records, time },
        failed: (error) => void lab.failures.push(error),
      }),
  };
  return lab;
}

test('every connection that depends on the subject is ended on its server, and its note is gone; others stay', async () => {
  const lab = labOf(kicked);
  await lab.note(1, 14, ['key/1/7', 'role/1/viewer']);
  await lab.note(1, 15, ['key/1/8', 'role/1/viewer']);
  await lab.note(2, 16, ['key/1/7']);
  const disconnector = lab.start();

  await lab.time.until(disconnector.disconnect('key/1/7'), secondMs);

  expect(lab.asked).toEqual(['$SYS.REQ.SERVER.NSERVER.KICK {"cid":14}']);
  expect([await lab.noted(), await lab.noted(2)]).toEqual([[15], [16]]);
  await disconnector.stop();
});

test('all of more connections than a page of notes holds, a few at a time', async () => {
  let [under, most] = [0, 0];
  const lab = labOf(async () => {
    most = Math.max(most, (under += 1));
    await Promise.resolve();
    under -= 1;
    return '{}';
  });
  for (let id = 1; id <= 450; id += 1) await lab.note(1, id, ['role/1/viewer']);
  const disconnector = lab.start();

  await lab.time.until(disconnector.disconnect('role/1/viewer'), secondMs);

  expect([lab.asked.length, await lab.noted(), most]).toEqual([450, [], 32]);
  await disconnector.stop();
});

test('a connection that its server doesn’t know any more is done with', async () => {
  const lab = labOf(unknownThere);
  await lab.note(1, 14, ['account/1/7']);
  const disconnector = lab.start();

  await lab.time.until(disconnector.disconnect('account/1/7'), secondMs);

  expect([await lab.noted(), lab.failures]).toEqual([[], []]);
  await disconnector.stop();
});

test.each(['person/1', 'member/1/1', 'session/x', 'key/0/1', 'key/x/1'])('no robot depends on %s', async (subject) => {
  const lab = labOf(kicked);
  await lab.note(1, 14, [subject]);
  const disconnector = lab.start();

  await lab.time.until(disconnector.disconnect(subject), secondMs);

  expect(await lab.noted()).toEqual([14]);
  await disconnector.stop();
});

test.each<[string, Reply]>([
  ['is away', away],
  ['doesn’t answer', silent],
  ['answers with nonsense', () => Promise.resolve('hello')],
  ['says that something else is wrong', () => Promise.resolve('{"error":{"description":"not now"}}')],
])(
  'nobody waits for more than a second for a server that %s, and it is tried until it is done',
  async (_what, reply) => {
    const lab = labOf(reply);
    await lab.note(1, 14, ['key/1/7']);
    const disconnector = lab.start();

    await lab.time.until(disconnector.disconnect('key/1/7'), secondMs);
    const before = await lab.noted();
    lab.reply = kicked;
    await lab.time.advance(secondMs);

    expect([before, await lab.noted()]).toEqual([[14], []]);
    await disconnector.stop();
  },
);

test('a server that stays away is asked less and less often, and no more when the connection must have ended', async () => {
  const lab = labOf(away);
  await lab.note(1, 14, ['key/1/7']);
  const disconnector = lab.start();
  await lab.time.until(disconnector.disconnect('key/1/7'), secondMs);

  await lab.time.advance(10 * minuteMs);
  const inTenMinutes = lab.asked.length;
  await lab.time.advance(hourMs);
  const inAll = lab.asked.length;
  await lab.time.advance(hourMs);

  expect(inTenMinutes).toBeGreaterThan(10);
  expect(inTenMinutes).toBeLessThan(25);
  expect(lab.asked).toHaveLength(inAll);
  await disconnector.stop();
}, 60_000);

test('what one replica could not do another does when that one is gone', async () => {
  const lab = labOf(away);
  await lab.note(1, 14, ['key/1/7']);
  const gone = lab.start();
  await lab.time.until(gone.disconnect('key/1/7'), secondMs);
  await lab.time.advance(0);
  await Promise.all([gone.stop(), lab.time.advance(secondMs)]);

  lab.reply = kicked;
  const other = lab.start();
  await lab.time.advance(secondMs);

  expect(await lab.noted()).toEqual([]);
  const asked = lab.asked.length;
  await lab.time.advance(2 * minuteMs);
  expect(lab.asked).toHaveLength(asked);
  await other.stop();
});
