import { eventually } from '@benchline/testing';
import { expect, test } from '@jest/globals';
import { answer } from '../recording-service.ts';
import { runningGateway, testKey, type RunningGateway } from '../running-gateway.ts';
import { ack, base64url, bells } from './bells.ts';

const get = '/api/v1/samples';

interface HeldCalls extends AsyncDisposable {
  /** Their own ids, in the order in which they came. */
  readonly ids: readonly string[];
  readonly end: (id: string) => void;
  readonly statuses: () => Promise<readonly number[]>;
}

/** Requests with these ids of the caller's, which a service holds until they are ended. */
async function heldCalls(lab: RunningGateway, requestIds: readonly string[]): Promise<HeldCalls> {
  const held = new Map<string, PromiseWithResolvers<undefined>>();
  lab.execution.execute = async ({ call }) => {
    const gate = Promise.withResolvers<undefined>();
    held.set(call?.id ?? '', gate);
    await gate.promise;
    return answer(200, {});
  };
  const headers = (requestId: string) => ({ 'x-api-key': testKey, 'x-request-id': requestId });
  const running = requestIds.map((requestId) => lab.fetch(get, { headers: headers(requestId) }));
  await eventually(() => held.size === requestIds.length);
  const statuses = async () => (await Promise.all(running)).map(({ status }) => status);
  return {
    ids: [...held.keys()],
    end: (id) => held.get(id)?.resolve(undefined),
    statuses,
    [Symbol.asyncDispose]: async () => {
      for (const gate of held.values()) gate.resolve(undefined);
      await statuses();
    },
  };
}

/** Rings for a drop that one call waits for. */
function dropWithin({ bus }: RunningGateway, subject: string, within: string): void {
  const id = base64url(`${subject} ${within}`);
  bus.ring('identity.drop', { id, subject: base64url(subject), within: base64url(within), ack });
}

// @req keys.revocation
test('does not wait for the request that waits for it', async () => {
  await using lab = await runningGateway();
  const { acks } = bells(lab);
  await using calls = await heldCalls(lab, ['asks', 'another']);
  const [asks = '', another = ''] = calls.ids;

  dropWithin(lab, 'key/1/7', asks);
  await lab.fetch('/healthz');
  const before = acks.length;
  calls.end(another);
  await eventually(() => acks.length === 1);
  calls.end(asks);

  expect(before).toBe(0);
  expect(await calls.statuses()).toEqual([200, 200]);
});

// @req keys.revocation
test('waits for other requests to which the caller has given the same id', async () => {
  await using lab = await runningGateway();
  const { acks } = bells(lab);
  await using calls = await heldCalls(lab, ['mine', 'mine']);
  const [asks = '', another = ''] = calls.ids;

  dropWithin(lab, 'key/1/7', asks);
  await lab.fetch('/healthz');
  const before = acks.length;
  calls.end(another);
  await eventually(() => acks.length === 1);

  expect(before).toBe(0);
});

// @req keys.revocation
test('two requests that wait for drops do not wait for each other, whichever drop comes first', async () => {
  await using lab = await runningGateway();
  const { acks } = bells(lab);
  await using calls = await heldCalls(lab, ['one', 'two', 'three']);
  const [one = '', two = '', three = ''] = calls.ids;
  dropWithin(lab, 'key/1/7', one);
  dropWithin(lab, 'account/1/3', two);
  await lab.fetch('/healthz');
  const before = acks.length;

  dropWithin(lab, 'role/1/scientist', three);
  await eventually(() => acks.length === 3);
  // Answered here, not yet elsewhere: the three still wait, and a fourth must not wait for them.
  dropWithin(lab, 'key/1/7', 'of another gateway');

  await eventually(() => acks.length === 4);
  expect(before).toBe(0);
});
