import { expect, test } from '@jest/globals';
import { rawRequest } from '../raw-request.ts';
import { runningGateway, testKey, testSession } from '../running-gateway.ts';

const good = `Cookie: benchline_session=${testSession}`;

// @req robust.hostile-input, errors.never-5xx
test.each<[string, string[], number]>([
  ['a cookie of bytes beyond ASCII', ['Cookie: benchline_session=\xff\xfe'], 401],
  ['a cookie in quotes', [`Cookie: benchline_session="${testSession}"`], 401],
  ['a cookie that is percent-encoded', [`Cookie: benchline_session=${encodeURIComponent(`${testSession}%00`)}`], 401],
  ['fifteen thousand separators', [`Cookie: ${';'.repeat(15_000)}`], 401],
  ['fifteen thousand spaces', [`Cookie: ;${' '.repeat(15_000)}x`], 401],
  ['two sessions, the first one bad', [`Cookie: benchline_session=bls_x; benchline_session=${testSession}`], 401],
  ['two Cookie headers, the first one bad', ['Cookie: benchline_session=bls_x', good], 401],
  ['a bearer of fifteen thousand spaces', [`Authorization: Bearer ${' '.repeat(15_000)}x`], 401],
  ['a bearer of fifteen thousand letters', [`Authorization: Bearer biokey_${'k'.repeat(15_000)}`], 401],
  ['a key of fifteen thousand letters', [`x-api-key: ${testKey}${'s'.repeat(15_000)}`], 401],
  ['a bearer of bytes beyond ASCII', ['Authorization: Bearer \xff\xfe\x80'], 401],
  ['the name of a prototype', ['x-api-key: __proto__'], 401],
  ['the name of a prototype as session', ['Cookie: benchline_session=constructor'], 401],
  ['an organization beyond all numbers', [`x-api-key: ${testKey}`, `x-organization: ${'9'.repeat(400)}`], 401],
  ['an organization in another notation', [`x-api-key: ${testKey}`, 'x-organization: 1e0'], 401],
  ['two organizations', [`x-api-key: ${testKey}`, 'x-organization: 1', 'x-organization: 1'], 401],
  ['a CSRF token of bytes beyond ASCII', [good, `x-csrf-token: ${'\xff'.repeat(43)}`], 403],
  ['two CSRF tokens', [good, 'x-csrf-token: a', 'x-csrf-token: b'], 403],
  ['an origin of bytes beyond ASCII', [good, 'Origin: https://\xff'], 403],
  ['an origin of fifteen thousand letters', [good, `Origin: https://${'x'.repeat(15_000)}`], 403],
  ['an origin that names somebody', [good, 'Origin: https://x@lab.example'], 403],
])('answers %s with a refusal, as JSON', async (_name, headers, status) => {
  await using lab = await runningGateway();
  const lines = ['POST /api/v1/samples HTTP/1.1', 'Host: lab.example', ...headers, 'Content-Length: 0', '', ''];

  const answer = await rawRequest(lab.gateway.port, Buffer.from(lines.join('\r\n'), 'latin1'));

  expect(answer.status).toBe(status);
  expect(JSON.parse(answer.body)).toEqual({ detail: expect.any(String) });
  expect(lab.execution.calls).toEqual([]);
});
