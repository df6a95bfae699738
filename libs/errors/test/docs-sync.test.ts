import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { errorTable } from '../src/index.ts';
import { raisedIn, raisedReasons, type Raised } from './raised-reasons.ts';

const root = new URL('../../../', import.meta.url);
const page = readFileSync(new URL('docs/errors.md', root), 'utf8');

/** `| \`reason\` | kind | status | meaning | what to do |` */
const row = /^\| `([^`]+)` +\| (\w+) +\| (\d{3}) +\| (\S.*?) +\| (\S.*?) +\|$/;
const documented = page
  .split('\n')
  .filter((line) => line.startsWith('| `'))
  .map((line) => row.exec(line) ?? [line, line]);

const keyOf = ({ reason, kind }: Raised) => `\`${reason}\` | ${kind} | ${String(errorTable[kind].http)}`;

// @req docs.errors
test('docs/errors.md has every reason that the code raises', () => {
  const present = new Set(
    documented.map(([, reason, kind, http]) => `\`${String(reason)}\` | ${String(kind)} | ${String(http)}`),
  );
  const toAdd = raisedReasons(root.pathname)
    .filter((raised) => !present.has(keyOf(raised)))
    .map(
      (raised) =>
        `add to docs/errors.md: | ${keyOf(raised)} | <meaning> | <what to do> |   (raised in ${raised.where})`,
    );

  expect(toAdd).toEqual([]);
});

// @req docs.errors
test('docs/errors.md has no reason that nobody raises, none twice and none out of order', () => {
  const raised = new Set(raisedReasons(root.pathname).map(keyOf));
  const lines = documented.map(([, reason, kind, http]) => `\`${String(reason)}\` | ${String(kind)} | ${String(http)}`);
  const toRemove = lines
    .filter((line) => !raised.has(line))
    .map((line) => `remove from docs/errors.md: | ${line} | … |`);

  expect(toRemove).toEqual([]);
  expect(lines).toEqual([...new Set(lines)].toSorted());
});

test.each([
  [`throw new AppError('conflict', 'name_taken', 'x')`, ['name_taken conflict']],
  [`new AppError(\n  'unauthenticated',\n  "Invalid API key",`, ['Invalid API key unauthenticated']],
  [`new AppError(kind, reason, message)`, []],
  [`throw unavailable('bus')`, ['unavailable unavailable']],
  [`throw invalid([violation])`, ['validation_failed invalid']],
  [
    `optional string status = 3 [(f) = {forbidden: "status_writes_not_permitted"}];`,
    ['status_writes_not_permitted bad_request'],
  ],
])('finds the reasons raised in %p', (source, reasons) => {
  expect(raisedIn(source, 'a.ts').map(({ reason, kind }) => `${reason} ${kind}`)).toEqual(reasons);
});
