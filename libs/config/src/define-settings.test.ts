import { expect, test } from '@jest/globals';
import {
  choice,
  combineSettings,
  defineSettings,
  integer,
  readSettings,
  secretText,
  settingsTable,
  text,
  textList,
} from './index.ts';

const description = 'For the test.';
const port = integer('PORT', { default: 8080, min: 0, description });

test('declarations of a process and of its libs are read as one', () => {
  const ofLib = defineSettings({
    level: choice('LOG_LEVEL', { values: ['info', 'debug'], default: 'info', description }),
  });
  const settings = combineSettings(defineSettings({ port }), ofLib, ofLib);

  const values: { readonly port: number; readonly level: 'info' | 'debug' } = readSettings(settings, {
    LOG_LEVEL: 'debug',
  });

  expect(values).toEqual({ port: 8080, level: 'debug' });
});

test.each([
  ['the name', { gatewayPort: integer('PORT', { default: 80, description }) }],
  ['the key', { port: integer('GRPC_PORT', { default: 80, description }) }],
])('two declarations that share %s and differ are refused', (what, other) => {
  expect(() => combineSettings(defineSettings({ port }), defineSettings(other))).toThrow(what);
});

test.each<[string, () => unknown]>([
  ['a name in small letters', () => text('port', { description })],
  ['a name with a double underscore', () => text('A__B', { description })],
  ['a default out of range', () => integer('PORT', { default: -1, min: 0, description })],
  ['a default and the word optional', () => integer('PORT', { default: 1, optional: true, description })],
])('%s is refused when it is declared', (_what, declare) => {
  expect(declare).toThrow(/PORT|port|A__B/);
});

test('the reference table has one row for a setting, with those who read it', () => {
  const other = { url: secretText('MONGODB_URL', { optional: true, description: 'Where | records are.' }) };

  expect(
    settingsTable({
      standalone: { port, ...other },
      gateway: { port, list: textList('TRUSTED', { default: [], description }), need: text('NEED', { description }) },
    }),
  ).toEqual([
    '| `MONGODB_URL`, `MONGODB_URL_FILE` | none | standalone | Where \\| records are. |',
    '| `NEED` | required | gateway | For the test. |',
    '| `PORT` | `8080` | gateway, standalone | For the test. |',
    '| `TRUSTED` | none | gateway | For the test. |',
  ]);
});
