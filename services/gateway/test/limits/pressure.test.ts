import { eventually } from '@benchline/testing';
import { expect, test } from '@jest/globals';
import { runningGateway } from '../running-gateway.ts';

/** Keeps the event loop busy by turns, so that what waits gets in late. */
function stallEventLoop(): Disposable {
  const stall = setInterval(() => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 40), 1);
  return {
    [Symbol.dispose]: () => {
      clearInterval(stall);
    },
  };
}

// @req load.shed
test('while the process cannot keep up it refuses at once, all but the probes, and recovers by itself', async () => {
  await using lab = await runningGateway({
    BENCHLINE_GATEWAY_EVENT_LOOP_DELAY_MAX_MS: '5',
    BENCHLINE_GATEWAY_PRESSURE_SAMPLE_MS: '100',
  });
  const stall = stallEventLoop();
  const refused = await eventually(
    async () => {
      const response = await lab.fetch('/api/v1/samples', { headers: { 'x-request-id': 'mine' } });
      return response.status === 503 ? response : undefined;
    },
    { timeoutMs: 20_000 },
  );
  const asked = lab.execution.calls.length;
  const others = await Promise.all(
    ['/nowhere', '/%zz', '/api/v1/openapi.json', '/healthz', '/readyz', '/version'].map((path) => lab.fetch(path)),
  );
  stall[Symbol.dispose]();

  expect(await refused.json()).toEqual({ detail: 'overloaded' });
  expect(Object.fromEntries(refused.headers)).toMatchObject({
    'retry-after': '1',
    'x-request-id': 'mine',
    'content-type': 'application/json; charset=utf-8',
  });
  expect(others.map(({ status }) => status)).toEqual([503, 503, 503, 200, 200, 200]);
  expect(lab.execution.calls).toHaveLength(asked);
  await eventually(async () => (await lab.fetch('/api/v1/samples')).status === 200, { timeoutMs: 20_000 });
});

test('refuses nothing by pressure where it is told to look at none', async () => {
  await using lab = await runningGateway({
    BENCHLINE_GATEWAY_PRESSURE_SAMPLE_MS: '10',
  });
  using _stall = stallEventLoop();

  const statuses = [];
  for (let time = 0; time < 5; time += 1) statuses.push((await lab.fetch('/api/v1/samples')).status);

  expect(statuses).toEqual([200, 200, 200, 200, 200]);
});
