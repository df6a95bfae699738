import type { Headers } from '@benchline/bus';
import { eventually } from '@benchline/testing';
import { expect, test } from '@jest/globals';
import { answer } from '../recording-service.ts';
import { allScopes, runningGateway, testKey, type RunningGateway } from '../running-gateway.ts';
import { ack, base64url, bells } from './bells.ts';

const get = '/api/v1/samples';

// @req keys.revocation
test.each(['key/1/7', 'account/1/3', 'role/1/scientist'])(
  'once it has said that it dropped %s it accepts nothing on the old terms',
  async (subject) => {
    await using lab = await runningGateway();
    const { acks, drop } = bells(lab);
    await lab.fetch(get);
    lab.identity.refuse(testKey, 'revoked');

    await drop(subject);
    const response = await lab.fetch(get);

    expect(response.status).toBe(401);
    expect(acks).toEqual([{ gateway: lab.identity.grants[0]?.gatewayId }]);
  },
);

test('what depends on other subjects is kept', async () => {
  await using lab = await runningGateway();
  const { drop } = bells(lab);
  await lab.fetch(get);

  await drop('key/1/70');
  await drop('role/2/scientist');
  await lab.fetch(get);

  expect(lab.identity.grants).toHaveLength(1);
});

// @req keys.revocation
test('an answer that was on its way when the drop came is not relied on', async () => {
  await using lab = await runningGateway();
  const { drop } = bells(lab);
  const gate = Promise.withResolvers<undefined>();
  lab.identity.grant = async ({ digest }) => {
    // As a reader that looked before the change and answers after it.
    const seen = lab.identity.standingOf(digest);
    await gate.promise;
    return seen;
  };
  const pending = lab.fetch(get);
  await eventually(() => lab.identity.grants.length === 1);

  lab.identity.refuse(testKey, 'revoked');
  await drop('account/1/3');
  gate.resolve(undefined);
  const response = await pending;

  expect(response.status).toBe(401);
  expect(lab.identity.grants).toHaveLength(2);
  expect(lab.execution.calls).toEqual([]);
});

test('an answer that was on its way when something else was dropped is good', async () => {
  await using lab = await runningGateway();
  const { drop } = bells(lab);
  const gate = Promise.withResolvers<undefined>();
  lab.identity.grant = async ({ digest }) => {
    await gate.promise;
    return lab.identity.standingOf(digest);
  };
  const pending = lab.fetch(get);
  await eventually(() => lab.identity.grants.length === 1);

  await drop('account/1/4');
  gate.resolve(undefined);

  expect((await pending).status).toBe(200);
  expect(lab.identity.grants).toHaveLength(1);
});

test('a request gives up when drops overtake every answer', async () => {
  await using lab = await runningGateway();
  const { drop } = bells(lab);
  let drops = 0;
  lab.identity.grant = async ({ digest }) => {
    await drop('account/1/3', `drop ${(drops += 1)}`);
    return lab.identity.standingOf(digest);
  };

  const response = await lab.fetch(get);

  expect(response.status).toBe(503);
  expect(drops).toBeLessThan(20);
});

// @req keys.revocation
test('says that it dropped a lease only when the last request on it has ended', async () => {
  await using lab = await runningGateway();
  const { acks, ring, drop } = bells(lab);
  const gate = Promise.withResolvers<undefined>();
  lab.execution.execute = async () => {
    await gate.promise;
    return answer(200, {});
  };
  const running = [lab.fetch(get), lab.fetch(get)];
  await eventually(() => lab.execution.calls.length === 2);

  ring('key/1/7');
  await drop('key/1/8');
  const before = acks.length;
  gate.resolve(undefined);
  const statuses = (await Promise.all(running)).map(({ status }) => status);

  expect([before, statuses]).toEqual([1, [200, 200]]);
  await eventually(() => acks.length === 2);
});

test('waits also for requests on a lease that has been renewed since', async () => {
  await using lab = await runningGateway();
  const { acks, ring, drop } = bells(lab);
  const gate = Promise.withResolvers<undefined>();
  lab.execution.execute = async ({ call }) => {
    if (call?.requestId === 'slow') await gate.promise;
    return answer(200, {});
  };
  const slow = lab.fetch(get, { headers: { 'x-api-key': testKey, 'x-request-id': 'slow' } });
  await eventually(() => lab.execution.calls.length === 1);
  lab.clock.now += 10_000;
  lab.identity.know(testKey, { ...allScopes, subjects: ['key/1/7', 'role/1/viewer'] });
  await lab.fetch(get);

  ring('role/1/scientist');
  await drop('key/1/8');
  const before = acks.length;
  gate.resolve(undefined);
  await slow;

  expect(before).toBe(1);
  await eventually(() => acks.length === 2);
});

/** A write whose body is still to come; `finish` sends the rest of it. */
async function slowUpload(lab: RunningGateway) {
  const { readable, writable } = new TransformStream<Uint8Array, Uint8Array>();
  const writer = writable.getWriter();
  const headers = { 'x-api-key': testKey, 'content-type': 'application/json' };
  const upload: RequestInit = { method: 'POST', body: readable, headers, duplex: 'half' };
  const pending = lab.fetch(get, upload);
  await writer.write(Buffer.from('{'));
  await eventually(() => lab.identity.grants.length === 1);
  return {
    finish: async () => {
      await writer.write(Buffer.from('}'));
      await writer.close();
      return pending;
    },
  };
}

// @req keys.revocation
test('a request whose body comes after the drop is judged again', async () => {
  await using lab = await runningGateway();
  const { drop } = bells(lab);
  const upload = await slowUpload(lab);
  lab.identity.refuse(testKey, 'revoked');

  await drop('key/1/7');
  const response = await upload.finish();

  expect(response.status).toBe(401);
  expect(lab.execution.calls).toEqual([]);
});

// @req keys.revocation
test('a request that was let in on a lease that has been renewed since is judged again, too', async () => {
  await using lab = await runningGateway();
  const { drop } = bells(lab);
  const upload = await slowUpload(lab);
  lab.identity.know(testKey, { ...allScopes, principal: 'the.next.one' });
  lab.clock.now += 5_000;
  await eventually(async () => {
    await lab.fetch(get);
    return lab.execution.calls.at(-1)?.context.principal === 'the.next.one';
  });
  const calls = lab.execution.calls.length;
  lab.identity.refuse(testKey, 'revoked');

  await drop('key/1/7');
  const response = await upload.finish();

  expect(response.status).toBe(401);
  expect(lab.execution.calls).toHaveLength(calls);
});

test('a drop that is repeated is answered again, and drops nothing again', async () => {
  await using lab = await runningGateway();
  const { acks, drop } = bells(lab);
  await lab.fetch(get);
  await drop('key/1/7');
  await lab.fetch(get);

  await drop('key/1/7');
  await lab.fetch(get);

  expect(lab.identity.grants).toHaveLength(2);
  expect(acks).toHaveLength(2);
});

test.each<[string, Headers]>([
  ['without a subject', { id: '1', ack }],
  ['without an id', { subject: base64url('key/1/7'), ack }],
  ['without a way to answer', { id: '1', subject: base64url('key/1/7') }],
  ['whose answer goes nowhere', { id: '1', subject: base64url('key/1/8'), ack: 'not a subject' }],
])('a bell %s harms nothing, and is told to the log', async (_name, headers) => {
  await using lab = await runningGateway();

  lab.bus.ring('identity.drop', headers);

  await eventually(() => lab.log.some((line) => line.includes('a drop of leases was not understood')));
  expect((await lab.fetch(get)).status).toBe(200);
});
