import type { Violation } from '@benchline/errors';
import type { FieldDeclaration } from '../declaration.ts';
import type { Wire } from './read-path.ts';

/** A request's values by wire name: those of the path, and those of the query or the body. */
export interface WireParts {
  readonly path: Readonly<Wire>;
  readonly rest: Readonly<Wire>;
}

/** The fields of a request and where they stand; of a row of a bulk call all stand in the body. */
export interface RequestShape {
  readonly fields: readonly FieldDeclaration[];
  /** The fields that name the record, wherever they stand. */
  readonly keys: readonly FieldDeclaration[];
  readonly path: readonly FieldDeclaration[];
  readonly rest: readonly FieldDeclaration[];
  readonly restAt: 'query' | 'body';
  /** A change: the keys present become a mask. */
  readonly masked: boolean;
  readonly violationsMax: number;
}

/** What has been seen of a request before its values are judged. */
export interface Arrived extends WireParts {
  readonly found: readonly Violation[];
  /** Whether texts of the query or body may hold what engines stumble over. */
  readonly texts: boolean;
}
