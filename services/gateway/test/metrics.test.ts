import { expect, test } from '@jest/globals';
import { answer } from './recording-service.ts';
import { rawRequest } from './raw-request.ts';
import { runningGateway } from './running-gateway.ts';

// @req service.metrics
test('counts requests by route and status, with the template in place of the path', async () => {
  await using lab = await runningGateway({}, 0);
  lab.execution.execute = () => Promise.resolve(answer(404, { detail: 'sample_not_found' }));

  await lab.fetch('/api/v1/samples/17');
  await lab.fetch('/api/v1/samples/18');
  await lab.fetch('/api/v1/planted');
  await rawRequest(lab.gateway.port, 'nonsense\r\n\r\n');
  const metrics = await (await fetch(lab.metricsUrl ?? '')).text();

  const labels = 'method="GET",route="/api/v1/samples/:id",status="404"';
  expect(metrics).toMatch(new RegExp(`^http_server_request_duration_seconds_count\\{${labels}.*\\} 2$`, 'm'));
  expect(metrics).toMatch(
    /^http_server_request_duration_seconds_count\{method="GET",route="unrouted",status="404".*\} 1$/m,
  );
  expect(metrics).toMatch(/^http_server_broken_requests_total\{reason="bad_request".*\} 1$/m);
  expect(metrics).toMatch(/^http_server_active_requests\S* 0$/m);
  expect(metrics).not.toContain('planted');
});
