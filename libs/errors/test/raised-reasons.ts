import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { errorTable, internal, invalid, unavailable, type AppError, type ErrorKind } from '../src/index.ts';

/** A reason as the sources raise it, and one place that does. */
export interface Raised {
  readonly reason: string;
  readonly kind: ErrorKind;
  readonly where: string;
}

/** What the sources raise, and the constructions whose kind or reason can't be read from them, as `path: kind, reason`. */
export interface Scan {
  readonly raised: readonly Raised[];
  readonly unread: readonly string[];
}

/** A text of the product: where it stands and what it says. */
export interface Source {
  readonly path: string;
  readonly text: string;
}

type Constants = ReadonlyMap<string, string | undefined>;

const quoted = /'[^'\n]*'|"[^"\n]*"|`[^`]*`/.source;
const constructed = new RegExp(
  String.raw`new AppError\(\s*(?<kind>${quoted}|[^,]+?)\s*,\s*(?<reason>${quoted}|[^,]+?)\s*,`,
  'g',
);
const constant = new RegExp(String.raw`(?<exported>export )?const (?<name>\w+) = (?<value>${quoted})`, 'g');
const forbiddenField = /\bforbidden:\s*"([^"]+)"/g;
const constructors: readonly (readonly [call: RegExp, error: AppError])[] = [
  [/\bunavailable\(/, unavailable('')],
  [/\binvalid\(/, invalid([])],
  [/\b(?:internal|toAppError)\(/, internal(undefined)],
];

/**
 * Reasons in the sources: those of `new AppError`, be they literals or constants, those of the constructor functions, and those of
 * forbidden fields in a proto. What a template puts in is shown as `…`.
 */
export function scan(sources: readonly Source[]): Scan {
  const exported = exportedConstants(sources);
  const constructions = sources.flatMap((source) => constructionsIn(source, exported));
  return {
    raised: onceEach([...constructions.filter((one) => typeof one !== 'string'), ...sources.flatMap(raisedElsewhere)]),
    unread: constructions.filter((one) => typeof one === 'string'),
  };
}

/** What each construction raises or, where that can't be read, the construction itself. */
function constructionsIn({ path, text }: Source, exported: Constants): readonly (Raised | string)[] {
  return [...text.matchAll(constructed)].map(({ groups: { kind: kindTerm = '', reason: term = '' } = {}, index }) => {
    const kind = textOf(kindTerm);
    const reason = textOf(term) ?? constantBefore(text.slice(0, index), term) ?? exported.get(term);
    return isKind(kind) && reason !== undefined ? { kind, reason, where: path } : `${path}: ${kindTerm}, ${term}`;
  });
}

function raisedElsewhere({ path: where, text }: Source): readonly Raised[] {
  const called = constructors.filter(([call]) => call.test(text));
  const forbidden = [...text.matchAll(forbiddenField)].map(([, reason = '']) => reason);
  return [
    ...called.map(([, { kind, reason }]) => ({ kind, reason, where })),
    ...forbidden.map((reason) => ({ kind: 'bad_request' as const, reason, where })),
  ];
}

/** Every source that the product is made of, tests and their tools left out. */
export function productSources(root: string): readonly Source[] {
  const paths = globSync(['libs/*/src/**/*.ts', 'services/*/src/**/*.ts', 'proto/benchline/**/*.proto'], { cwd: root });
  return paths
    .filter((path) => !path.endsWith('.test.ts') && !path.endsWith('contract.ts') && !path.startsWith('libs/testing'))
    .toSorted()
    .map((path) => ({ path, text: readFileSync(join(root, path), 'utf8') }));
}

/** By name. Those that mean different things in different sources are none. */
function exportedConstants(sources: readonly Source[]): Constants {
  const found = new Map<string, string | undefined>();
  for (const { text } of sources) {
    for (const { groups: { exported, name = '', value = '' } = {} } of text.matchAll(constant)) {
      if (exported === undefined) continue;
      found.set(name, found.has(name) && found.get(name) !== textOf(value) ? undefined : textOf(value));
    }
  }
  return found;
}

/** The nearest one, for functions have constants of their own. */
function constantBefore(text: string, name: string): string | undefined {
  const declared = [...text.matchAll(constant)].findLast(({ groups }) => groups?.['name'] === name);
  return textOf(declared?.groups?.['value'] ?? '');
}

function textOf(term: string): string | undefined {
  return /^['"`]/.test(term) ? term.slice(1, -1).replaceAll(/\$\{[^}]*\}/g, '…') : undefined;
}

function onceEach(raised: readonly Raised[]): readonly Raised[] {
  const once = new Map(raised.map((one) => [`${one.reason} ${one.kind}`, one]));
  return [...once.values()].toSorted((a, b) => (a.reason < b.reason ? -1 : 1));
}

function isKind(text: string | undefined): text is ErrorKind {
  return text !== undefined && Object.hasOwn(errorTable, text);
}
