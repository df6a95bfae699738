import { expect, test } from '@jest/globals';
import { runningGateway } from './running-gateway.ts';

// @req service.health
test.each([
  ['/healthz', { status: 'ok' }],
  ['/version', { name: 'benchline', version: expect.any(String) }],
  ['/readyz', { status: 'ready', dependencies: { execution: 'up', audit: 'up' } }],
])('answers %s to everybody', async (path, body) => {
  await using lab = await runningGateway();

  const response = await lab.fetch(path, { headers: {} });

  expect([response.status, await response.json()]).toEqual([200, body]);
});

// @req service.health
test('stays ready while a service is away, and says which', async () => {
  await using lab = await runningGateway();
  lab.audit.isHealthy = false;

  const response = await lab.fetch('/readyz');

  expect([response.status, await response.json()]).toEqual([
    200,
    { status: 'ready', dependencies: { execution: 'up', audit: 'down' } },
  ]);
});

// @req openapi.served
test.each(['/api/v1/openapi.json', '/api/v1/integrations/openapi.json'])('shows %s to everybody', async (path) => {
  await using lab = await runningGateway();

  const response = await lab.fetch(path, { headers: {} });

  expect(response.status).toBe(200);
  expect(await response.json()).toMatchObject({ openapi: expect.stringMatching(/^3\.1/), paths: expect.anything() });
});
