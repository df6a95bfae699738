import { expect, test } from '@jest/globals';
import { counter, gauge, histogram, startTelemetry, type Telemetry, type TelemetryOptions } from './index.ts';

async function telemetry(options: Partial<TelemetryOptions> = {}): Promise<Telemetry & AsyncDisposable> {
  const started = await startTelemetry({
    service: 'execution',
    version: '0.1.0',
    env: {},
    metricsHost: '127.0.0.1',
    metricsPort: 0,
    ...options,
  });
  return { ...started, [Symbol.asyncDispose]: () => started.stop() };
}

async function read(url: string | undefined): Promise<string> {
  const response = await fetch(url ?? 'http://127.0.0.1:1/', { signal: AbortSignal.timeout(5_000) });
  return response.text();
}

// @req service.metrics
test('what is counted and observed can be read as Prometheus text', async () => {
  await using observed = await telemetry();
  const { meter, metricsUrl } = observed;

  counter(meter, { name: 'commands', description: 'Commands decided.' }).add(3, { action: 'CreateSample' });
  histogram(meter, { name: 'commit_seconds', description: 'Time of a commit.' }).record(0.004);
  gauge(meter, { name: 'waiting', description: 'Commands that wait.' }, () => 7);
  gauge(meter, { name: 'lag', description: 'Commits behind.' }, () => [{ value: 2, attributes: { org: '1' } }]);

  const text = await read(metricsUrl);
  expect(text).toContain('# HELP commands_total Commands decided.');
  expect(text).toContain('commands_total{action="CreateSample"} 3');
  expect(text).toContain('commit_seconds_bucket{le="0.0025"} 0');
  expect(text).toContain('commit_seconds_bucket{le="0.005"} 1');
  expect(text).toContain('waiting 7');
  expect(text).toContain('lag{org="1"} 2');
  expect(text).toContain('service_name="execution"');
});

test('a gauge that was stopped is not asked any more', async () => {
  await using observed = await telemetry();
  const stop = gauge(observed.meter, { name: 'waiting', description: 'Commands that wait.' }, () => 7);

  stop();

  expect(await read(observed.metricsUrl)).not.toContain('waiting 7');
});

test.each([
  ['another path', '/', 'GET'],
  ['a longer path', '/metrics/x', 'GET'],
  ['another method', '/metrics', 'POST'],
])('%s is not found', async (_what, path, method) => {
  await using observed = await telemetry();

  const response = await fetch(new URL(path, observed.metricsUrl), { method, signal: AbortSignal.timeout(5_000) });

  expect(response.status).toBe(404);
});

test('metrics listen on the given address only', async () => {
  await using observed = await telemetry();

  expect(observed.metricsUrl).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/metrics$/);
});

test('with metrics off, counting costs nothing and opens nothing', async () => {
  await using observed = await telemetry({ metricsPort: 'off' });

  counter(observed.meter, { name: 'commands', description: 'Commands decided.' }).add(1);

  expect(observed.metricsUrl).toBeUndefined();
});

test('a port that is taken is told at the start', async () => {
  await using first = await telemetry();
  const port = Number(new URL(first.metricsUrl ?? '').port);

  await expect(telemetry({ metricsPort: port })).rejects.toMatchObject({ code: 'EADDRINUSE' });
});

test('after the stop nothing answers', async () => {
  const observed = await telemetry();

  await observed.stop();

  await expect(read(observed.metricsUrl)).rejects.toThrow();
});
