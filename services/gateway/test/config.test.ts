import { ConfigError, readSettings } from '@benchline/config';
import { metricsHostOf } from '@benchline/telemetry';
import { expect, test } from '@jest/globals';
import { settings } from '../src/config.ts';
import { runningGateway, serviceSecret } from './running-gateway.ts';

function problemsOf(env: Record<string, string>): string {
  try {
    readSettings(settings, { BENCHLINE_SERVICE_SECRET: serviceSecret, ...env });
  } catch (error) {
    if (error instanceof ConfigError) return error.message;
    throw error;
  }
  return '';
}

test.each([
  ['BENCHLINE_SERVICE_SECRET', 'planted'],
  ['BENCHLINE_ALLOWED_ORIGINS', 'planted.example'],
  ['BENCHLINE_ALLOWED_ORIGINS', 'https://planted.example/'],
  ['RATE_LIMIT_KEY_PER_SECOND', '-1'],
  ['RATE_LIMIT_KEY_PER_SECOND', 'planted'],
  ['BENCHLINE_TRUSTED_PROXIES', 'planted'],
  ['BENCHLINE_TRUSTED_PROXIES', '127.0.0.1/planted'],
  ['BENCHLINE_EXECUTION_ADDRESS', 'planted'],
  ['BENCHLINE_AUDIT_ADDRESS', 'http://planted:80'],
])('refuses a bad %s by its name, without its value', (name, value) => {
  const problems = problemsOf({ [name]: value });

  expect(problems).toContain(name);
  expect(problems).not.toContain('planted');
});

// @req service.config
test.each([
  '10.0.0.256',
  '10.0.0.0/33',
  '10.0.0.0/0',
  '10.0.0.0/',
  '10.0.0.0/-8',
  '10.0.0.0/8.0',
  '10.0.0.0/8/8',
  '10.0.0.0/255.0.0.0',
  '/8',
  '010.0.0.1',
  '10.1',
  'loopback',
  '1:2',
  'a:b/128',
  ':::',
  '::/0',
  'fd00::/129',
  'fe80::1%eth0',
  '127.0.0.1, 1:2',
])('refuses the trusted proxies %s by the name of their setting, without saying them', (value) => {
  const problems = problemsOf({ BENCHLINE_TRUSTED_PROXIES: value });

  expect(problems).toContain('BENCHLINE_TRUSTED_PROXIES each item must be an IP address or a CIDR range');
  expect(problems).not.toContain(value);
});

test('starts with trusted proxies in every form that is taken', async () => {
  const forms =
    '127.0.0.1, 10.0.0.0/1, 10.1.2.3/32, 10.0.0.0/08, ::1, FD00::/1, ::ffff:10.0.0.1, 1::1.2.3.4/128, ::/128';

  await using lab = await runningGateway({ BENCHLINE_TRUSTED_PROXIES: forms });

  expect((await lab.fetch('/api/v1/samples')).status).toBe(200);
});

test.each([
  ['BENCHLINE_ALLOWED_ORIGINS', 'https://lab.example, http://localhost:3000'],
  ['RATE_LIMIT_KEY_PER_SECOND', '0'],
  ['BENCHLINE_IDENTITY_ADDRESS', 'identity:9000'],
  ['BENCHLINE_TRUSTED_PROXIES', '127.0.0.1, 10.0.0.0/8, ::1, fd00::/8'],
  ['BENCHLINE_EXECUTION_ADDRESS', 'execution:9000'],
  ['BENCHLINE_EXECUTION_ADDRESS', '127.0.0.1:9000,127.0.0.1:9001'],
])('takes %s=%s', (name, value) => {
  expect(problemsOf({ [name]: value })).toBe('');
});

// @req service.metrics
test.each([
  ['127.0.0.1', {}],
  ['10.1.2.3', { HOST: '10.1.2.3' }],
  ['10.4.5.6', { HOST: '10.1.2.3', METRICS_HOST: '10.4.5.6' }],
])('opens metrics on %s with %j', (host, env) => {
  expect(metricsHostOf(readSettings(settings, { BENCHLINE_SERVICE_SECRET: serviceSecret, ...env }))).toBe(host);
});
