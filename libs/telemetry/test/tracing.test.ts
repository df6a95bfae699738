import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { promisify } from 'node:util';
import { expect, test } from '@jest/globals';
import { exportsTraces } from '../src/tracing.ts';

interface ExportedSpan {
  readonly name: string;
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly status: { readonly code?: number; readonly message?: string };
}

interface Collector extends AsyncDisposable {
  readonly endpoint: string;
  readonly requests: { readonly path: string; readonly body: string }[];
}

/** A receiver of OTLP over HTTP with JSON. */
async function collector(): Promise<Collector> {
  const requests: Collector['requests'] = [];
  const server = createServer((request, response) => {
    let body = '';
    request.setEncoding('utf8').on('data', (chunk: string) => (body += chunk));
    request.on('end', () => {
      requests.push({ path: request.url ?? '', body });
      response.setHeader('content-type', 'application/json').end('{}');
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    endpoint: `http://127.0.0.1:${port}`,
    requests,
    [Symbol.asyncDispose]: () =>
      new Promise(
        (resolve) =>
          void server.close(() => {
            resolve();
          }),
      ),
  };
}

function spansOf({ requests }: Collector): readonly ExportedSpan[] {
  return requests.flatMap(({ body }) => {
    const exported = JSON.parse(body) as { resourceSpans: { scopeSpans: { spans: ExportedSpan[] }[] }[] };
    return exported.resourceSpans.flatMap(({ scopeSpans }) => scopeSpans.flatMap(({ spans }) => spans));
  });
}

/** Answers the traceparent that the innermost step had. */
async function run(env: Record<string, string>, ...header: readonly string[]): Promise<string> {
  const path = new URL('traced-process.ts', import.meta.url).pathname;
  const options = { env: { PATH: process.env.PATH ?? '', ...env }, timeout: 20_000 };
  const { stdout } = await promisify(execFile)(process.execPath, [path, ...header], options);
  return stdout.trim();
}

const incoming = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
const otlp = ({ endpoint }: Collector) => ({
  OTEL_EXPORTER_OTLP_ENDPOINT: endpoint,
  OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json',
});

test('steps are exported as one trace that goes on with the caller’s', async () => {
  await using received = await collector();

  const innermost = await run(otlp(received), incoming);

  const [inner, failing, outer] = ['inner', 'failing', 'outer'].map((name) =>
    spansOf(received).find((one) => one.name === name),
  );
  expect(outer).toMatchObject({ traceId: '0af7651916cd43dd8448eb211c80319c', parentSpanId: 'b7ad6b7169203331' });
  expect(inner).toMatchObject({ traceId: outer?.traceId, parentSpanId: outer?.spanId });
  expect(innermost).toBe(`00-${String(inner?.traceId)}-${String(inner?.spanId)}-01`);
  expect(failing?.status).toMatchObject({ code: 2, message: expect.stringContaining('nats://[redacted]@bus') });
}, 30_000);

test('only traces are sent, with the service’s name and no secret', async () => {
  await using received = await collector();

  await run(otlp(received), incoming);

  expect(new Set(received.requests.map(({ path }) => path))).toEqual(new Set(['/v1/traces']));
  const bodies = received.requests.map(({ body }) => body).join('');
  expect(bodies).toContain('"execution"');
  expect(bodies).not.toContain('hunter2');
}, 30_000);

test('a trace that begins here is left to the sampler', async () => {
  await using all = await collector();
  await using none = await collector();

  const sampled = await run(otlp(all));
  const unsampled = await run({ ...otlp(none), OTEL_TRACES_SAMPLER: 'parentbased_always_off' });

  expect(sampled).toMatch(/-01$/);
  expect(spansOf(all)).toHaveLength(3);
  expect(unsampled).toMatch(/^00-[0-9a-f]{32}-[0-9a-f]{16}-00$/);
  expect(none.requests).toEqual([]);
}, 30_000);

test('without an exporter the trace travels all the same', async () => {
  expect(await run({}, incoming)).toBe(incoming);
}, 30_000);

test.each([
  [{}, false],
  [{ OTEL_EXPORTER_OTLP_ENDPOINT: '' }, false],
  [{ OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:4318' }, true],
  [{ OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: 'http://127.0.0.1:4318/v1/traces' }, true],
  [{ OTEL_TRACES_EXPORTER: 'otlp' }, true],
  [{ OTEL_TRACES_EXPORTER: 'none', OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:4318' }, false],
  [{ OTEL_SDK_DISABLED: 'true', OTEL_TRACES_EXPORTER: 'otlp' }, false],
])('with %p, whether traces are exported is %p', (env, exported) => {
  expect(exportsTraces(env)).toBe(exported);
});
