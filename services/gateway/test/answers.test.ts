import { AppError } from '@benchline/errors';
import { expect, test } from '@jest/globals';
import { answer } from './recording-service.ts';
import { authorization, runningGateway } from './running-gateway.ts';

test('sends the answer of the service as it came', async () => {
  await using lab = await runningGateway();
  const body = Buffer.from('{"b": 1,  "a":"é"}');
  const rest = { body, version: 7, replayed: true, dryRun: true };
  lab.execution.execute = () => Promise.resolve(answer(201, {}, rest));

  const response = await lab.fetch('/api/v1/samples', { method: 'POST' });

  expect([response.status, await response.text()]).toEqual([201, '{"b": 1,  "a":"é"}']);
  expect(Object.fromEntries(response.headers)).toMatchObject({
    etag: '"7"',
    'idempotency-replayed': 'true',
    'dry-run': 'true',
    'content-type': 'application/json; charset=utf-8',
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
  });
});

test('says nothing of versions, replays and dry runs where there are none', async () => {
  await using lab = await runningGateway();

  const response = await lab.fetch('/api/v1/samples');

  const names = [...response.headers.keys()];
  expect(names).not.toEqual(
    expect.arrayContaining([expect.stringMatching(/etag|replayed|dry-run|retry-after|powered/)]),
  );
});

test('an answer without a body has no media type', async () => {
  await using lab = await runningGateway();
  lab.execution.execute = () => Promise.resolve(answer(204, undefined));

  const response = await lab.fetch('/api/v1/samples/1', { method: 'DELETE' });

  expect([response.status, await response.text(), response.headers.get('content-type')]).toEqual([204, '', null]);
});

test('a refusal of the service is its own', async () => {
  await using lab = await runningGateway();
  lab.execution.execute = () =>
    Promise.resolve(answer(412, { detail: 'version_conflict', version: 5 }, { version: 5 }));

  const response = await lab.fetch('/api/v1/samples/1', { method: 'PATCH' });

  expect([response.status, await response.json()]).toEqual([412, { detail: 'version_conflict', version: 5 }]);
  expect(response.headers.get('etag')).toBe('"5"');
});

const away = new AppError('unavailable', 'unavailable', 'away', { retryAfterSeconds: 3 });

test.each<[string, Error, [status: number, detail: string, retryAfter: string | null]]>([
  ['that is away', away, [503, 'unavailable', '3']],
  ['that says nothing of when', new AppError('unavailable', 'unavailable', 'away'), [503, 'unavailable', '1']],
  ['that limits the rate', new AppError('rate_limited', 'rate_limited', 'slow down'), [429, 'rate_limited', '1']],
  ['with a defect', new AppError('internal', 'internal_error', 'secret'), [500, 'internal_error', null]],
  ['that throws what it must not', new Error('secret'), [500, 'internal_error', null]],
])('answers for a service %s', async (_name, error, [status, detail, retryAfter]) => {
  await using lab = await runningGateway();
  lab.execution.execute = () => Promise.reject(error);

  const response = await lab.fetch('/api/v1/samples');

  expect([response.status, await response.json()]).toEqual([status, { detail }]);
  expect(response.headers.get('retry-after')).toBe(retryAfter);
});

test('gives a service until the deadline', async () => {
  await using lab = await runningGateway({ BENCHLINE_GATEWAY_REQUEST_DEADLINE_MS: '1234' });
  const before = Date.now();

  await lab.fetch('/api/v1/samples');

  const deadline = lab.execution.calls[0]?.context.deadline ?? 0;
  expect(deadline).toBeGreaterThanOrEqual(before + 1_234);
  expect(deadline).toBeLessThanOrEqual(Date.now() + 1_234);
});

// @req errors.request-id
test.each([
  ['the one of the caller', 'LIMS 42: ~', 'LIMS 42: ~'],
  ['of 128 characters', 'x'.repeat(128), 'x'.repeat(128)],
  ['ours when it has 129', 'x'.repeat(129), expect.stringMatching(/^[0-9a-f-]{36}$/)],
  ['ours when it is not printable', 'é', expect.stringMatching(/^[0-9a-f-]{36}$/)],
  ['ours when it is empty', '', expect.stringMatching(/^[0-9a-f-]{36}$/)],
])('answers with a request id: %s', async (_name, sent, expected) => {
  await using lab = await runningGateway();

  const good = await lab.fetch('/api/v1/samples', { headers: { ...authorization, 'x-request-id': sent } });
  const bad = await lab.fetch('/nowhere', { headers: { 'x-request-id': sent } });

  expect([good.headers.get('x-request-id'), bad.headers.get('x-request-id')]).toEqual([expected, expected]);
});

// @req service.redaction
test('logs what a caller did, never what was said', async () => {
  await using lab = await runningGateway();
  const headers = { ...authorization, 'content-type': 'application/json', 'x-reason': 'planted-reason' };

  await lab.fetch('/api/v1/samples?q=planted-query', { method: 'POST', body: '"planted-body"', headers });

  const [line] = lab.log.filter((each) => each.includes('"msg":"request"'));
  expect(JSON.parse(line ?? '')).toMatchObject({
    level: 'debug',
    method: 'POST',
    route: '/api/v1/samples',
    status: 200,
  });
  expect(lab.log.join('')).not.toContain('planted');
});
