import { ConfigError, readSettings } from '@benchline/config';
import { expect, test } from '@jest/globals';
import { settings } from '../src/config.ts';
import { testKey } from './running-gateway.ts';

function problemsOf(env: Record<string, string>): string {
  try {
    readSettings(settings, env);
  } catch (error) {
    if (error instanceof ConfigError) return error.message;
    throw error;
  }
  return '';
}

test.each([
  ['BENCHLINE_DEVELOPMENT_KEY', 'planted'],
  ['BENCHLINE_DEVELOPMENT_KEY', `biokey_${'k'.repeat(16)}.${'planted'.repeat(4)}`],
  ['BENCHLINE_DEVELOPMENT_KEY', `biokey_${'k'.repeat(15)}.${'planted'.repeat(5)}`],
  ['BENCHLINE_DEVELOPMENT_KEY', `biokey_${'k'.repeat(16)}.${'planted'.repeat(5)}\n`],
  ['BENCHLINE_DEVELOPMENT_SCOPES', 'samples:view,planted'],
  ['BENCHLINE_TRUSTED_PROXIES', 'planted'],
  ['BENCHLINE_TRUSTED_PROXIES', '127.0.0.1/planted'],
  ['BENCHLINE_TRUSTED_PROXIES', '10.0.0.256'],
  ['BENCHLINE_TRUSTED_PROXIES', '10.0.0.0/33'],
  ['BENCHLINE_EXECUTION_ADDRESS', 'planted'],
  ['BENCHLINE_AUDIT_ADDRESS', 'http://planted:80'],
])('refuses a bad %s by its name, without its value', (name, value) => {
  const problems = problemsOf({ [name]: value });

  expect(problems).toContain(name);
  expect(problems).not.toContain('planted');
});

test.each([
  ['BENCHLINE_DEVELOPMENT_KEY', testKey],
  ['BENCHLINE_DEVELOPMENT_SCOPES', 'samples:view, samples:edit'],
  ['BENCHLINE_TRUSTED_PROXIES', '127.0.0.1, 10.0.0.0/8, ::1, fd00::/8'],
  ['BENCHLINE_EXECUTION_ADDRESS', 'execution:9000'],
  ['BENCHLINE_EXECUTION_ADDRESS', '127.0.0.1:9000,127.0.0.1:9001'],
])('takes %s=%s', (name, value) => {
  expect(problemsOf({ [name]: value })).toBe('');
});
