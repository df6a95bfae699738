import type { DescField, DescMessage, DescMethod, DescService } from '@bufbuild/protobuf';
import type { Problems } from './problems.ts';
import type { Source } from './source.ts';
import type { Vocabulary } from './vocabulary.ts';

/** What is shared while one descriptor set is read. */
export interface Reading {
  readonly vocabulary: Vocabulary;
  readonly source: (desc: DescService | DescMethod | DescMessage | DescField) => Source;
  readonly problems: Problems;
  /** File and line of each declaration that was made. */
  readonly places: Map<object, string>;
}

/** File and line of a declaration. */
export function placeOf(reading: Reading, declaration: object): string {
  return reading.places.get(declaration) ?? 'unknown place';
}
