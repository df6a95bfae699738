import { eventually } from '@benchline/testing';
import { expect, test } from '@jest/globals';
import { runningGateway } from './running-gateway.ts';

// @req service.health
test.each([
  ['/healthz', { status: 'ok' }],
  ['/version', { name: 'benchline', version: expect.any(String) }],
  ['/readyz', { status: 'ready', dependencies: { execution: 'up', audit: 'up', identity: 'up' } }],
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
    { status: 'ready', dependencies: { execution: 'up', audit: 'down', identity: 'up' } },
  ]);
});

// @req service.health
test('looks at the services once for all who ask at the same time', async () => {
  await using lab = await runningGateway();
  const gate = Promise.withResolvers<boolean>();
  let looks = 0;
  lab.audit.healthy = () => {
    looks += 1;
    return gate.promise;
  };

  const asking = Array.from({ length: 5 }, () => lab.fetch('/readyz', { headers: {} }));
  await eventually(() => looks > 0);
  lab.clock.now += 60_000;
  const late = lab.fetch('/readyz');
  gate.resolve(true);
  const answers = await Promise.all([...asking, late]);

  expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200, 200]);
  expect([looks, lab.execution.healthChecks]).toEqual([1, 1]);
});

// @req service.health
test('tells what it saw of the services for a second, then looks again', async () => {
  await using lab = await runningGateway();
  const stateOfAudit = async () => {
    const { dependencies } = (await (await lab.fetch('/readyz')).json()) as { dependencies: { audit: string } };
    return dependencies.audit;
  };

  const first = await stateOfAudit();
  lab.audit.isHealthy = false;
  lab.clock.now += 999;
  const soon = await stateOfAudit();
  lab.clock.now += 1;
  const later = await stateOfAudit();

  expect([first, soon, later]).toEqual(['up', 'up', 'down']);
  expect(lab.audit.healthChecks).toBe(2);
});

// @req openapi.served
test.each(['/api/v1/openapi.json', '/api/v1/integrations/openapi.json'])('shows %s to everybody', async (path) => {
  await using lab = await runningGateway();

  const response = await lab.fetch(path, { headers: {} });

  expect(response.status).toBe(200);
  expect(await response.json()).toMatchObject({ openapi: expect.stringMatching(/^3\.1/), paths: expect.anything() });
});
