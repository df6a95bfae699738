import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { errorTable } from '../src/index.ts';
import { productSources, scan, type Raised } from './raised-reasons.ts';

const root = new URL('../../../', import.meta.url);
const product = scan(productSources(root.pathname));
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
  const toAdd = product.raised
    .filter((raised) => !present.has(keyOf(raised)))
    .map(
      (raised) =>
        `add to docs/errors.md: | ${keyOf(raised)} | <meaning> | <what to do> |   (raised in ${raised.where})`,
    );

  expect(toAdd).toEqual([]);
});

// @req docs.errors
test('docs/errors.md has no reason that nobody raises, none twice and none out of order', () => {
  const raised = new Set(product.raised.map(keyOf));
  const lines = documented.map(([, reason, kind, http]) => `\`${String(reason)}\` | ${String(kind)} | ${String(http)}`);
  const toRemove = lines
    .filter((line) => !raised.has(line))
    .map((line) => `remove from docs/errors.md: | ${line} | … |`);

  expect(toRemove).toEqual([]);
  expect(lines).toEqual([...new Set(lines)].toSorted());
});

/** Where an error is made of another one or of a declaration, and whose reasons are found where those are made. */
const handedOn: Readonly<Record<string, string>> = {
  "libs/actions/src/gate/request-rules.ts: 'bad_request', rules.forbidden": 'a forbidden field, found in the proto',
  'libs/rpc/src/grpc/status.ts: error.kind, error.reason': 'an error that is too long to be sent, made shorter',
  'libs/rpc/src/grpc/status.ts: kind, info.reason': 'the error of another service, as it arrived',
  'libs/runtime/src/stored-answer.ts: kind, reason': 'a refusal that was kept, told again',
};

// @req docs.errors
test('every reason is a literal or a constant, but for those that are handed on', () => {
  expect(product.unread).toEqual(Object.keys(handedOn));
});

test.each([
  [`throw new AppError('conflict', 'name_taken', 'x')`, ['name_taken conflict']],
  [`new AppError(\n  'unauthenticated',\n  "Invalid API key",`, ['Invalid API key unauthenticated']],
  [`const why = 'taken';\nnew AppError('conflict', why, 'x')`, ['taken conflict']],
  ["const why = 'a';\nconst why = `Unknown: ${all.join(', ')}`;\nnew AppError('invalid', why,", ['Unknown: … invalid']],
  [`new AppError('conflict', whyElsewhere, 'x')`, ['elsewhere conflict']],
  [`throw unavailable('bus')`, ['unavailable unavailable']],
  [`throw invalid([violation])`, ['validation_failed invalid']],
  [
    `optional string status = 3 [(f) = {forbidden: "status_writes_not_permitted"}];`,
    ['status_writes_not_permitted bad_request'],
  ],
])('finds the reasons raised in %p', (text, reasons) => {
  const elsewhere = { path: 'b.ts', text: `export const whyElsewhere = 'elsewhere';` };

  const { raised, unread } = scan([{ path: 'a.ts', text }, elsewhere]);

  expect(raised.map(({ reason, kind }) => `${reason} ${kind}`)).toEqual(reasons);
  expect(unread).toEqual([]);
});

test.each([
  ['new AppError(kind, reason, message)', 'a.ts: kind, reason'],
  [`new AppError('conflict', reasonOf(record), 'x')`, `a.ts: 'conflict', reasonOf(record)`],
  [`new AppError('conflict', hidden, 'x')`, `a.ts: 'conflict', hidden`],
  [`new AppError('conflict', ambiguous, 'x')`, `a.ts: 'conflict', ambiguous`],
])('%p raises what cannot be read', (text, unread) => {
  const others = [
    { path: 'b.ts', text: `const hidden = 'b';\nexport const ambiguous = 'b';` },
    { path: 'c.ts', text: `export const ambiguous = 'c';` },
  ];

  expect(scan([{ path: 'a.ts', text }, ...others])).toEqual({ raised: [], unread: [unread] });
});
