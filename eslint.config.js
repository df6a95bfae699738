import tseslint from 'typescript-eslint';

const tests = [
  '**/*.test.ts',
  '**/contract*.ts',
  '**/contract/**/*.ts',
  '**/test/**/*.ts',
  '**/testing/**/*.ts',
  'tests/**/*.ts',
  'libs/testing/**/*.ts',
];
const processEdges = [
  '**/main.ts',
  'libs/config/**/*.ts',
  'libs/testing/**/*.ts',
  'tests/**/*.ts',
  'proto/*.ts',
  ...tests,
];

/** What no part of the product does, in words that say what to do instead. */
const forbiddenEverywhere = [
  { selector: 'ExportAllDeclaration', message: 'Name every export: `export *` hides what a package promises.' },
  { selector: 'ExportDefaultDeclaration', message: 'Export by name: a thing has one name everywhere.' },
  {
    selector: 'CallExpression[callee.property.name=/^(startTransaction|withTransaction)$/]',
    message: 'No transaction: one insert decides, and not every MongoDB server rolls back.',
  },
  {
    selector: 'Literal[value="$changeStream"]',
    message: 'No change stream: consumers read the log after their position.',
  },
  {
    selector:
      'CallExpression[callee.property.name="watch"][callee.object.name=/([cC]ollection|[cC]lient|^db|Database)$/]',
    message: 'No change stream: consumers read the log after their position.',
  },
  {
    selector: 'CallExpression[callee.property.name="watch"][callee.object.callee.property.name=/^(collection|db)$/]',
    message: 'No change stream: consumers read the log after their position.',
  },
];

const forbiddenInTests = [
  {
    selector: 'CallExpression[callee.object.name="jest"][callee.property.name=/^(mock|unstable_mockModule|doMock)$/]',
    message: 'No mocks of modules: pass the dependency, or use a driver that passes the contract.',
  },
  {
    selector: 'NewExpression[callee.name="Promise"] CallExpression[callee.name="setTimeout"]',
    message: 'No sleeps in tests: wait for a condition with `eventually`.',
  },
];

const noSleep = {
  name: 'node:timers/promises',
  importNames: ['setTimeout'],
  message: 'No sleeps in tests: wait for a condition with `eventually`.',
};

export default tseslint.config(
  { ignores: ['**/gen/**', '**/node_modules/**', 'tests/results/**', 'coverage/**', 'data/**'] },
  {
    files: ['**/*.ts'],
    extends: [tseslint.configs.strictTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    rules: {
      'max-lines': ['error', { max: 300 }],
      'max-lines-per-function': ['error', { max: 60 }],
      complexity: ['error', 10],
      'max-depth': ['error', 3],
      'max-params': ['error', 4],
      eqeqeq: 'error',
      'no-restricted-syntax': ['error', ...forbiddenEverywhere],
      'no-restricted-globals': [
        'error',
        { name: 'process', message: 'Only main.ts touches process: take it as a parameter.' },
      ],
      'no-restricted-imports': [
        'error',
        { paths: [{ name: 'node:process', message: 'Only main.ts touches process: take it as a parameter.' }] },
      ],
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports' }],
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { allowDefaultCaseForExhaustiveSwitch: false, considerDefaultExhaustiveForUnions: false },
      ],
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
    },
  },
  {
    files: processEdges,
    rules: { 'no-restricted-globals': 'off', 'no-restricted-imports': 'off' },
  },
  {
    files: tests,
    // A describe's callback is a table of contents, not a function that someone reads top to bottom.
    rules: {
      'max-lines-per-function': 'off',
      'no-restricted-syntax': ['error', ...forbiddenEverywhere, ...forbiddenInTests],
      'no-restricted-imports': ['error', { paths: [noSleep] }],
    },
  },
  {
    files: ['libs/testing/src/eventually.ts'],
    rules: { 'no-restricted-imports': 'off' },
  },
  {
    // Jest finds these three by their default export.
    files: ['tests/reporter/summary-reporter.ts', 'tests/servers/global-*.ts'],
    rules: { 'no-restricted-syntax': 'off' },
  },
);
