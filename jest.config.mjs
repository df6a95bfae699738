export default {
  testEnvironment: 'node',
  testTimeout: 30_000,
  extensionsToTreatAsEsm: ['.ts'],
  testMatch: ['<rootDir>/{libs,services,tests}/**/*.test.ts'],
  modulePathIgnorePatterns: ['<rootDir>/tests/results/'],
  transform: {
    '^.+\\.ts$': [
      '@swc/jest',
      { jsc: { parser: { syntax: 'typescript' }, target: 'es2023' }, module: { type: 'es6' } },
    ],
  },
  globalSetup: '<rootDir>/tests/servers/global-setup.ts',
  globalTeardown: '<rootDir>/tests/servers/global-teardown.ts',
  reporters: ['default', '<rootDir>/tests/reporter/summary-reporter.ts'],
};
