import { expect, test } from '@jest/globals';
import { request } from 'node:http';
import { once } from 'node:events';
import { authorization, runningGateway, type RunningGateway } from './running-gateway.ts';

/** Unlike fetch, sends a header as often as it is told, and its characters as Latin-1. */
async function patch(
  lab: RunningGateway,
  headers: Record<string, string | string[]>,
): Promise<{ status: number; body: unknown }> {
  const sent = request(`${lab.gateway.url}/api/v1/samples/1`, {
    method: 'PATCH',
    headers: { ...authorization, ...headers },
  });
  sent.end();
  const [response] = (await once(sent, 'response')) as [NodeJS.ReadableStream & { statusCode: number }];
  let text = '';
  for await (const chunk of response) text += String(chunk);
  return { status: response.statusCode, body: JSON.parse(text) };
}

// @req idempotency.characters
test.each<[string, string, string | string[]]>([
  ['an empty key', 'Idempotency-Key', ''],
  ['a key of 256 characters', 'Idempotency-Key', 'k'.repeat(256)],
  ['a key with a tab', 'Idempotency-Key', 'a\tb'],
  ['a key beyond ASCII', 'Idempotency-Key', 'clé'],
  ['two keys', 'Idempotency-Key', ['a', 'b']],
  ['a version without quotes', 'If-Match', '5'],
  ['half a quote', 'If-Match', '"5'],
  ['an empty If-Match', 'If-Match', ''],
  ['several versions', 'If-Match', '"5", "6"'],
  ['If-Match twice', 'If-Match', ['"5"', '"5"']],
  ['a reason of 1,001 characters', 'X-Reason', 'x'.repeat(1_001)],
  ['two reasons', 'X-Reason', ['a', 'b']],
])('refuses %s', async (_name, header, value) => {
  await using lab = await runningGateway();

  const { status, body } = await patch(lab, { [header]: value });

  expect(status).toBe(422);
  expect(body).toMatchObject({
    detail: expect.arrayContaining([expect.objectContaining({ loc: ['header', header] })]),
  });
  expect(lab.execution.calls).toEqual([]);
});

// @req idempotency.characters
test.each<[string, string, string, object]>([
  ['a key of one character', 'Idempotency-Key', '!', { idempotencyKey: '!' }],
  ['a key of 255 characters', 'Idempotency-Key', 'k'.repeat(255), { idempotencyKey: 'k'.repeat(255) }],
  ['a key with a comma', 'Idempotency-Key', 'a, b', { idempotencyKey: 'a, b' }],
  ['a version', 'If-Match', '"12"', { ifMatch: '"12"' }],
  ['any version', 'If-Match', '*', { ifMatch: '*' }],
  ['a weak tag, which matches none', 'If-Match', 'W/"5"', { ifMatch: '"0"' }],
  ['a tag of another kind, which matches none', 'If-Match', '"abc"', { ifMatch: '"0"' }],
  ['a reason with a comma', 'X-Reason', 'a, b', { reason: 'a, b' }],
  ['a reason in UTF-8', 'X-Reason', Buffer.from('naïve €').toString('latin1'), { reason: 'naïve €' }],
  ['a reason in Latin-1', 'X-Reason', 'naïve', { reason: 'naïve' }],
  [
    'a reason of 1,000 characters',
    'X-Reason',
    Buffer.from('𝄞'.repeat(1_000)).toString('latin1'),
    { reason: '𝄞'.repeat(1_000) },
  ],
])('takes %s', async (_name, header, value, terms) => {
  await using lab = await runningGateway();

  const { status } = await patch(lab, { [header]: value });

  expect(status).toBe(200);
  expect(lab.execution.only.call).toMatchObject(terms);
});

test('tells all that is wrong at once', async () => {
  await using lab = await runningGateway();

  const { body } = await patch(lab, { 'idempotency-key': '', 'if-match': '5' });

  expect(body).toMatchObject({ detail: [{ loc: ['header', 'Idempotency-Key'] }, { loc: ['header', 'If-Match'] }] });
});

test('a write without one record has no version to match', async () => {
  await using lab = await runningGateway();

  await lab.fetch('/api/v1/samples', { method: 'POST', headers: { ...authorization, 'if-match': '"5"' } });

  expect(lab.execution.only.call?.ifMatch).toBe('');
});
