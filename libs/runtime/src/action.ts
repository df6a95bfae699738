import type { AppError } from '@benchline/errors';
import type { Method } from '@benchline/rpc';
import type { Call } from './call.ts';
import type { Decision } from './decision.ts';
import type { Entity, Kind } from './kind.ts';
import type { Found, Lookup, Lookups } from './lookup.ts';
import type { Range } from './range.ts';

/** What a decision may know beside the records and the input. */
export interface Context {
  /** The commit's time, RFC 3339 with Z. */
  readonly now: string;
  readonly call: Call;
  /** The next number of a kind. A refused command burns none. */
  readonly nextId: (kind: Kind<Entity>) => number;
}

/** An action that changes records. `decide` is pure; the runtime may call it several times for one command. */
export interface Action<Input = never, Reply = unknown> {
  readonly does: 'change';
  readonly name: string;
  /** The record that the action is about: absent → its error (404), then If-Match against its version (412), then `decide`. */
  readonly subject: ((input: Input) => Subject) | undefined;
  lookups(input: Input): Lookups;
  decide(found: Readonly<Record<string, unknown>>, input: Input, context: Context): Decision<Reply>;
}

export interface Subject {
  readonly lookup: Lookup<Entity | undefined>;
  readonly absent: () => AppError;
}

/** An action that only reads. */
export interface Query<Input = never, Reply = unknown> {
  readonly does: 'read';
  readonly name: string;
  lookups(input: Input): Lookups;
  answer(found: Readonly<Record<string, unknown>>, input: Input): Reply;
}

/** An action that reads a page of records, newest first or, where the input says what was updated since when, by last change. */
export interface Listing<Input = never> {
  readonly does: 'list';
  readonly name: string;
  readonly kind: Kind<Entity>;
  lookups(input: Input): Lookups;
  /** Where to look: the narrowest place. */
  range(input: Input, found: Readonly<Record<string, unknown>>): Range;
  /** What the range doesn't say of the filters, and not the `q` of a kind that has texts. */
  matches(state: Entity, input: Input, found: Readonly<Record<string, unknown>>): boolean;
  /** The record as the answer shows it. */
  show(state: Entity): unknown;
}

/** An action that runs another one row by row. */
export interface Bulk {
  readonly does: 'bulk';
  readonly name: string;
  readonly row: Action;
  /** What the answer says of a row's record. */
  readonly summary: (reply: unknown) => RowSummary;
}

export interface RowSummary {
  readonly id: number;
  readonly code: string | undefined;
  readonly externalId: string | undefined;
}

/** `CreateSample` of `/benchline.execution.v1.SampleService/CreateSample`. */
export function actionName(method: { readonly path: string }): string {
  return method.path.slice(method.path.lastIndexOf('/') + 1);
}

interface ActionDefinition<Input, Reply, L extends Lookups, S extends Entity> {
  readonly subject?: (input: Input) => { readonly lookup: Lookup<S | undefined>; readonly absent: () => AppError };
  readonly load: (input: Input) => L;
  readonly decide: (found: Found<L> & { readonly subject: S }, input: Input, context: Context) => Decision<Reply>;
}

/** Declares what a method of a generated service does. */
export function action<Input, Reply, L extends Lookups, S extends Entity = never>(
  method: Method<Input, Reply>,
  definition: ActionDefinition<Input, Reply, L, S>,
): Action<Input, Reply> {
  return internalAction(actionName(method), definition);
}

/** An action of the service's own, which no surface offers. */
export function internalAction<Input, Reply, L extends Lookups, S extends Entity = never>(
  name: string,
  definition: ActionDefinition<Input, Reply, L, S>,
): Action<Input, Reply> {
  return {
    does: 'change',
    name,
    subject: definition.subject,
    lookups: definition.load,
    decide: (found, input, context) =>
      // The runtime resolves exactly the lookups of `load`, and `subject` where there is one.
      definition.decide(found as Found<L> & { readonly subject: S }, input, context),
  };
}

/** Declares a reading method: its lookups, and what is answered from them. A refusal is thrown. */
export function query<Input, Reply, L extends Lookups>(
  method: Method<Input, Reply>,
  definition: {
    readonly load: (input: Input) => L;
    readonly answer: (found: Found<L>, input: Input) => Reply;
  },
): Query<Input, Reply> {
  return internalQuery(actionName(method), definition);
}

/** A query of the service's own, which no surface offers. */
export function internalQuery<Input, Reply, L extends Lookups>(
  name: string,
  definition: {
    readonly load: (input: Input) => L;
    readonly answer: (found: Found<L>, input: Input) => Reply;
  },
): Query<Input, Reply> {
  return {
    does: 'read',
    name,
    lookups: definition.load,
    answer: (found, input) => definition.answer(found as Found<L>, input), // as in `internalAction`
  };
}

/** Declares a listing method. `show` makes an item of the answer of a record. */
export function list<
  Input,
  Reply extends { readonly items: readonly unknown[] },
  State extends Entity,
  L extends Lookups,
>(
  method: Method<Input, Reply>,
  definition: {
    readonly kind: Kind<State>;
    readonly load: (input: Input) => L;
    readonly range: (input: Input, found: Found<L>) => Range;
    readonly matches: (state: State, input: Input, found: Found<L>) => boolean;
    readonly show: (state: State) => Reply['items'][number];
  },
): Listing<Input> {
  return {
    does: 'list',
    name: actionName(method),
    kind: definition.kind,
    lookups: definition.load,
    range: (input, found) => definition.range(input, found as Found<L>), // as in `internalAction`
    matches: (state, input, found) => definition.matches(state as State, input, found as Found<L>), // states of `kind`
    show: (state) => definition.show(state as State), // as above
  };
}

/** A list of the service's own, which no surface offers: the records of a range, as they are unless `show` says more. */
export function internalList<Input, State extends Entity>(
  name: string,
  definition: {
    readonly kind: Kind<State>;
    readonly range: (input: Input) => Range;
    readonly matches?: (state: State, input: Input) => boolean;
    readonly show?: (state: State) => unknown;
  },
): Listing<Input> {
  const { matches = () => true, show = (state: State) => state } = definition;
  return {
    does: 'list',
    name,
    kind: definition.kind,
    lookups: () => ({}),
    range: (input) => definition.range(input),
    matches: (state, input) => matches(state as State, input), // states of `kind`
    show: (state) => show(state as State), // as above
  };
}

/** Declares a bulk method that runs `row` for each of its items. */
export function bulk<Input, Reply>(
  method: { readonly path: string },
  row: Action<Input, Reply>,
  summary: (reply: Reply) => RowSummary,
): Bulk {
  return { does: 'bulk', name: actionName(method), row, summary: (reply) => summary(reply as Reply) };
}
