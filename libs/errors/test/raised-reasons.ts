import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { errorTable, internal, invalid, unavailable, type AppError, type ErrorKind } from '../src/index.ts';

/** A reason as the sources raise it, and one place that does. */
export interface Raised {
  readonly reason: string;
  readonly kind: ErrorKind;
  readonly where: string;
}

const constructed = /new AppError\(\s*(?<q1>['"])(?<kind>\w+)\k<q1>\s*,\s*(?<q2>['"])(?<reason>.+?)\k<q2>/g;
const forbiddenField = /\bforbidden:\s*"([^"]+)"/g;
const constructors: readonly (readonly [call: RegExp, error: AppError])[] = [
  [/\bunavailable\(/, unavailable('')],
  [/\binvalid\(/, invalid([])],
  [/\b(?:internal|toAppError)\(/, internal(undefined)],
];

/** Reasons in one source: literal ones of `new AppError`, those of the constructor functions, and those of forbidden fields in a proto. */
export function raisedIn(source: string, where: string): readonly Raised[] {
  const raised: Raised[] = [];
  for (const { groups: { kind = '', reason = '' } = {} } of source.matchAll(constructed)) {
    if (isKind(kind)) raised.push({ kind, reason, where });
  }
  for (const [call, error] of constructors) {
    if (call.test(source)) raised.push({ kind: error.kind, reason: error.reason, where });
  }
  for (const [, reason = ''] of source.matchAll(forbiddenField)) raised.push({ kind: 'bad_request', reason, where });
  return raised;
}

/** Every reason that the product raises, once per kind, by reason. */
export function raisedReasons(root: string): readonly Raised[] {
  const sources = globSync(['libs/*/src/**/*.ts', 'services/*/src/**/*.ts', 'proto/benchline/**/*.proto'], {
    cwd: root,
  });
  const raised = sources
    .filter((path) => !path.endsWith('.test.ts') && !path.endsWith('contract.ts') && !path.startsWith('libs/testing'))
    .toSorted()
    .flatMap((path) => raisedIn(readFileSync(join(root, path), 'utf8'), path));
  const once = new Map(raised.map((one) => [`${one.reason} ${one.kind}`, one]));
  return [...once.values()].toSorted((a, b) => (a.reason < b.reason ? -1 : 1));
}

function isKind(text: string): text is ErrorKind {
  return Object.hasOwn(errorTable, text);
}
