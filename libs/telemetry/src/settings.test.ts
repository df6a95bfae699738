import { readSettings } from '@benchline/config';
import { expect, test } from '@jest/globals';
import { metricsHostOf, telemetrySettings } from './settings.ts';

// @req service.metrics
test.each([
  ['127.0.0.1', {}],
  ['10.4.5.6', { METRICS_HOST: '10.4.5.6' }],
])('a process without HOST opens metrics on %s with %j', (host, env) => {
  expect(metricsHostOf(readSettings(telemetrySettings, env))).toBe(host);
});
