import type { Declarations, KindDeclaration } from '@benchline/actions';

/** What every kept record has. Times and the rest are up to its kind. */
export interface Entity {
  readonly id: number;
  /** Starts at 1, +1 per change. */
  readonly version: number;
}

/** A name that only one record may carry at a time. */
export interface Claim {
  readonly space: string;
  readonly name: string;
}

/** The parts of a record that may stand in an index: all but its private values. */
export type Indexable<State> = Readonly<Partial<State>>;

/** A kind of record: what it is found by, and how records of older schemas are read. */
export interface Kind<State extends Entity> {
  readonly name: string;
  /** Number of the shape of `State`. A change keeps the number it was written with. */
  readonly schema: number;
  /** Terms that lists find a record by: `experiment:7`. Private values are not among what it sees. */
  terms(state: Indexable<State>): readonly string[];
  /** Texts that the `q` of lists looks for its text in. Private values are not among what it sees. Without it, `q` is a filter like others. */
  texts?(state: Indexable<State>): readonly string[];
  /** Names that the record holds. */
  claims(state: Indexable<State>): readonly Claim[];
  /** From schema n (its place + 1) to n + 1: changed fields of one change, as they stand in the log. */
  readonly upcasters: readonly Upcaster[];
}

/** Fields by their names in code; what is unset is absent. */
export type Fields = Readonly<Record<string, unknown>>;
export type Upcaster = (fields: Fields) => Fields;

export function defineKind<State extends Entity>(
  definition: Pick<Kind<State>, 'name'> & Partial<Kind<State>>,
): Kind<State> {
  return { schema: 1, terms: () => [], claims: () => [], upcasters: [], ...definition };
}

/** A space of unique names: `uniqueName('sample.external_id')(experimentId, externalId)`; the last part is the name. */
export function uniqueName(space: string): (...parts: readonly (string | number)[]) => Claim {
  return (...parts) => ({
    space: [space, ...parts.slice(0, -1).map(String)].join('/'),
    name: String(parts.at(-1)),
  });
}

/** A kind with what its declaration says of it. */
export interface BoundKind {
  readonly kind: Kind<Entity>;
  readonly declaration: KindDeclaration;
  /** Names in code, in the order in which a state is written down. */
  readonly fields: readonly string[];
  readonly privateFields: ReadonlySet<string>;
}

export type BoundKinds = ReadonlyMap<string, BoundKind>;

/** @throws {Error} a kind that no message declares. */
export function bindKinds(kinds: readonly Kind<Entity>[], declarations: Declarations): BoundKinds {
  return new Map(
    kinds.map((kind) => {
      const declaration = declarations.kinds.get(kind.name);
      if (declaration === undefined) throw new Error(`no message in proto/ declares the kind "${kind.name}"`);
      return [
        kind.name,
        {
          kind,
          declaration,
          fields: declaration.message.fields.map((field) => field.name),
          privateFields: new Set(declaration.privateFields),
        },
      ];
    }),
  );
}

/** The part of a sealed state that may stand in an index. */
export function indexable({ privateFields }: BoundKind, sealed: Fields): Fields {
  for (const name of privateFields) {
    if (sealed[name] === undefined) continue;
    return Object.fromEntries(Object.entries(sealed).filter(([field]) => !privateFields.has(field)));
  }
  return sealed;
}

/** What lists look for a text in. */
export function textsOf(kind: BoundKind, sealed: Fields): readonly string[] {
  return kind.kind.texts?.(indexable(kind, sealed)) ?? [];
}

/** @throws {Error} a kind that the service doesn't keep. */
export function boundKind(kinds: BoundKinds, name: string): BoundKind {
  const bound = kinds.get(name);
  if (bound === undefined) throw new Error(`this service keeps no records of the kind "${name}"`);
  return bound;
}
