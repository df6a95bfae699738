import { expect, test } from '@jest/globals';
import { authorization, runningGateway } from './running-gateway.ts';

const json = { ...authorization, 'content-type': 'application/json' };

test('passes a write on to its owner with all that was said beside it', async () => {
  await using lab = await runningGateway();
  const body = ' {"external_id": "S-1", "x": "é"} ';
  const headers = { ...json, 'idempotency-key': 'k 1', 'if-match': '"5"', 'x-reason': 'typo', 'x-request-id': 'mine' };

  await lab.fetch('/api/v1/integrations/samples/17?a=1', { method: 'PATCH', body, headers });

  expect(lab.execution.calls[0]?.path).toBe('/benchline.command.v1.CommandService/Execute');
  const { call, ...request } = lab.execution.only;
  expect({ ...request, body: Buffer.from(request.body).toString() }).toEqual({
    action: 'UpdateSample',
    path: [{ name: 'id', value: '17' }],
    query: [{ name: 'a', value: '1' }],
    body,
  });
  expect(call).toEqual({
    id: expect.stringMatching(/^[0-9a-f-]{36}\/1$/),
    onBehalfOf: undefined,
    source: '127.0.0.1',
    requestId: 'mine',
    traceId: expect.stringMatching(/^[0-9a-f]{32}$/),
    deviceTime: '',
    reason: 'typo',
    idempotencyKey: 'k 1',
    ifMatch: '"5"',
    dryRun: false,
    route: 'PATCH /api/v1/integrations/samples/17',
  });
});

test('asks the service that owns the action', async () => {
  await using lab = await runningGateway();

  await lab.fetch('/api/v1/entries');

  expect([lab.audit.only.action, lab.execution.calls.length]).toEqual(['ListEntries', 0]);
});

test.each([
  ['a%2Fb', 'a/b'],
  ['a%252Fb', 'a%2Fb'],
  ['100%25', '100%'],
  ['a+b', 'a+b'],
  ['a%20b', 'a b'],
  ['%E2%82%AC', '€'],
  ['%00', '\0'],
  ['%3Fa%23', '?a#'],
  ['..%2F..', '../..'],
  ['x'.repeat(3_000), 'x'.repeat(3_000)],
])('decodes the path parameter %s once', async (encoded, value) => {
  await using lab = await runningGateway();

  await lab.fetch(`/api/v1/samples/by-external/${encoded}?experiment_id=1`);

  expect(lab.execution.only.path).toEqual([{ name: 'external_id', value }]);
});

test('passes query parameters on decoded, in their order, repeated ones too', async () => {
  await using lab = await runningGateway();

  await lab.fetch('/api/v1/samples?b=2&a=x+y&b=%26%3D%2B&&c&=d&dry_run=true&e=1=2');

  expect(lab.execution.only.query.map(({ name, value }) => `${name}:${value}`)).toEqual([
    'b:2',
    'a:x y',
    'b:&=+',
    'c:',
    ':d',
    'dry_run:true',
    'e:1=2',
  ]);
});

test('refuses query parameters that are no UTF-8', async () => {
  await using lab = await runningGateway();

  const response = await lab.fetch('/api/v1/samples?a=%ff&b=%zz');

  expect(response.status).toBe(422);
  expect(await response.json()).toMatchObject({ detail: [{ loc: ['query'] }, { loc: ['query'] }] });
});

// @req idempotency.dry-run
test('takes dry_run away from a write, and the idempotency key with it', async () => {
  await using lab = await runningGateway();
  const headers = { ...json, 'idempotency-key': 'k' };

  await lab.fetch('/api/v1/samples?dry_run=true&a=1', { method: 'POST', body: '{}', headers });

  expect(lab.execution.only.query).toEqual([{ name: 'a', value: '1' }]);
  expect(lab.execution.only.call).toMatchObject({ dryRun: true, idempotencyKey: '' });
});

test.each(['dry_run=yes', 'dry_run=', 'dry_run', 'dry_run=true&dry_run=true', 'dry_run=1'])(
  'refuses a write with %s',
  async (query) => {
    await using lab = await runningGateway();

    const response = await lab.fetch(`/api/v1/samples?${query}`, { method: 'POST', body: '{}', headers: json });

    expect(response.status).toBe(422);
    expect(await response.json()).toMatchObject({ detail: [{ loc: ['query', 'dry_run'] }] });
  },
);

test('leaves dry_run of a removal to the service, which knows no such parameter', async () => {
  await using lab = await runningGateway();

  await lab.fetch('/api/v1/samples/1?dry_run=true', { method: 'DELETE' });

  expect(lab.execution.only.query).toEqual([{ name: 'dry_run', value: 'true' }]);
});

test('reads ignore the headers of writes', async () => {
  await using lab = await runningGateway();
  const headers = { ...authorization, 'idempotency-key': '', 'if-match': 'nonsense', 'x-reason': 'x'.repeat(2_000) };

  const response = await lab.fetch('/api/v1/samples/1', { headers });

  expect(response.status).toBe(200);
  expect(lab.execution.only.call).toMatchObject({ idempotencyKey: '', ifMatch: '', reason: '' });
});

// @req service.trace
test('continues the trace of the caller, through the channel as well', async () => {
  await using lab = await runningGateway();
  const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';

  await lab.fetch('/api/v1/samples', { headers: { ...authorization, traceparent } });

  expect(lab.execution.only.call?.traceId).toBe('0af7651916cd43dd8448eb211c80319c');
  expect(lab.execution.calls[0]?.context.traceparent).toContain('0af7651916cd43dd8448eb211c80319c');
});

// @req first-start.trusted-proxies
test('names the caller behind a trusted proxy, and nobody behind another one', async () => {
  await using trusting = await runningGateway({ BENCHLINE_TRUSTED_PROXIES: '127.0.0.0/8' });
  await using wary = await runningGateway();
  const headers = { ...authorization, 'x-forwarded-for': '203.0.113.9' };

  await trusting.fetch('/api/v1/samples', { headers });
  await wary.fetch('/api/v1/samples', { headers });

  expect(trusting.execution.only.call?.source).toBe('203.0.113.9');
  expect(wary.execution.only.call?.source).toBe('127.0.0.1');
});

test.each([
  ['a body of no bytes', { body: '' }],
  ['no body', {}],
])('passes a write with %s on, whatever its media type', async (_name, init) => {
  await using lab = await runningGateway();

  await lab.fetch('/api/v1/samples', {
    method: 'POST',
    headers: { ...authorization, 'content-type': 'text/plain' },
    ...init,
  });

  expect(lab.execution.only.body).toHaveLength(0);
});
