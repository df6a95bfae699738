import type { Collection, Db } from 'mongodb';
import type {
  AnswerDocument,
  CommitDocument,
  CounterDocument,
  EntityDocument,
  GramDocument,
  MarkDocument,
  NameDocument,
  OrganizationDocument,
  RecordDocument,
  ValueDocument,
} from './documents.ts';

export interface Collections {
  readonly log: Collection<CommitDocument>;
  readonly organizations: Collection<OrganizationDocument>;
  readonly marks: Collection<MarkDocument>;
  readonly entities: Collection<EntityDocument>;
  readonly names: Collection<NameDocument>;
  readonly answers: Collection<AnswerDocument>;
  readonly counters: Collection<CounterDocument>;
  readonly grams: Collection<GramDocument>;
  readonly values: Collection<ValueDocument>;
  readonly records: Collection<RecordDocument>;
}

export type CollectionName = keyof Collections;

/** A new shape of the projections is filled beside the old one, so its name is part of their collections' names. */
export function collectionsOf(db: Db, shape: string): Collections {
  return {
    log: db.collection('log'),
    organizations: db.collection('organizations'),
    marks: db.collection(`marks_${shape}`),
    entities: db.collection(`entities_${shape}`),
    names: db.collection(`names_${shape}`),
    answers: db.collection(`answers_${shape}`),
    counters: db.collection(`counters_${shape}`),
    grams: db.collection(`grams_${shape}`),
    values: db.collection('private_values'),
    records: db.collection('records'),
  };
}
