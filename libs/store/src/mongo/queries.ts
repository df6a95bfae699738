import type { Filter } from 'mongodb';
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
  RowDocument,
  ValueDocument,
} from './documents.ts';
import type { BlockScan, ChangePlace } from '../store.ts';
import {
  commitId,
  counterId,
  entityId,
  gramId,
  nameId,
  organizationId,
  recordId,
  recordIdEnd,
  valueId,
} from './ids.ts';

/** A question to one collection. `sort` holds the fields that it is answered in the order of, as they follow each other in an index. */
export interface Query<D> {
  readonly filter: Filter<D>;
  readonly sort?: { readonly [field: string]: 1 | -1 };
}

const idMax = Number.MAX_SAFE_INTEGER;
const live = (now: number) => [{ expiresAt: null }, { expiresAt: { $gt: now } }];

// Every filter that the driver sends stands here, by collection, so that a test can hold each against the declared indexes.

export const logQueries = {
  one: (org: number, seq: number): Query<CommitDocument> => ({ filter: { _id: commitId(org, seq), org } }),
  several: (org: number, seqs: readonly number[]): Query<CommitDocument> => ({
    filter: { _id: { $in: seqs.map((seq) => commitId(org, seq)) }, org },
  }),
  between: (org: number, after: number, last = idMax): Query<CommitDocument> => ({
    filter: { _id: { $gt: commitId(org, after), $lte: commitId(org, last) }, org },
    sort: { _id: 1 },
  }),
  before: (org: number, at: number): Query<CommitDocument> => ({ filter: { org, at: { $lt: at } }, sort: { at: -1 } }),
  newest: (org: number): Query<CommitDocument> => ({
    filter: { _id: { $gte: commitId(org, 0), $lte: commitId(org, idMax) }, org },
    sort: { _id: -1 },
  }),
};

export const organizationQueries = {
  after: (org: number): Query<OrganizationDocument> => ({
    filter: { _id: { $gt: organizationId(org) } },
    sort: { _id: 1 },
  }),
};

export const markQueries = {
  one: (org: number): Query<MarkDocument> => ({ filter: { _id: organizationId(org), org } }),
};

/** A projection's row if it is of an older commit than this one. */
export const rowQueries = {
  older: ({ _id, org, seq }: RowDocument): Query<RowDocument> => ({ filter: { _id, org, seq: { $lt: seq } } }),
};

export const entityQueries = {
  several: (org: number, keys: readonly { kind: string; id: number }[]): Query<EntityDocument> => ({
    filter: { _id: { $in: keys.map(({ kind, id }) => entityId(org, kind, id)) }, org },
  }),
  before: (org: number, kind: string, id: number | undefined): Query<EntityDocument> => ({
    filter: { _id: { $gte: entityId(org, kind, 0), ...endOf(org, kind, id) }, org },
    sort: { _id: -1 },
  }),
  membersBefore: (org: number, { kind, term, before }: MembersBefore): Query<EntityDocument> => ({
    filter: { org, kind, terms: term, id: before === undefined ? { $lte: idMax } : { $lt: before } },
    sort: { id: -1 },
  }),
};

/** Two questions, for no index serves both at once: what is left of a place's commit, and the commits that follow. */
export const changeQueries = {
  ofCommit: (org: number, kind: string, after: ChangePlace): Query<EntityDocument> => ({
    filter: { org, kind, seq: after.seq, id: { $gt: after.id } },
    sort: { id: 1 },
  }),
  between: (org: number, kind: string, after: number, through: number): Query<EntityDocument> => ({
    filter: { org, kind, seq: { $gt: after, $lte: through } },
    sort: { seq: 1, id: 1 },
  }),
};

export const gramQueries = {
  blocks: (org: number, gram: string, { kind, from, before }: BlockScan): Query<GramDocument> => ({
    filter: {
      _id: { $gte: gramId(org, kind, { gram, block: from }), $lt: gramId(org, kind, { gram, block: before }) },
      org,
    },
  }),
};

interface MembersBefore {
  readonly kind: string;
  readonly term: string;
  readonly before?: number | undefined;
}

function endOf(org: number, kind: string, id: number | undefined) {
  return id === undefined ? { $lte: entityId(org, kind, idMax) } : { $lt: entityId(org, kind, id) };
}

export const nameQueries = {
  several: (org: number, keys: readonly { space: string; name: string }[]): Query<NameDocument> => ({
    filter: { _id: { $in: keys.map(({ space, name }) => nameId(org, space, name)) }, org },
  }),
};

export const counterQueries = {
  several: (org: number, kinds: readonly string[]): Query<CounterDocument> => ({
    filter: { _id: { $in: kinds.map((kind) => counterId(org, kind)) }, org },
  }),
};

export const answerQueries = {
  /**
   * Of expired ones too: asked for the time as well, a server may go through its index of times from now on, which is all answers that are
   * kept.
   */
  several: (org: number, keys: readonly string[]): Query<AnswerDocument> => ({
    filter: { org, key: { $in: [...keys] } },
  }),
  expired: (now: number): Query<AnswerDocument> => ({ filter: { expiresAt: { $lte: now } }, sort: { expiresAt: 1 } }),
  expiredAmong: (ids: readonly string[], now: number): Query<AnswerDocument> => ({
    filter: { _id: { $in: [...ids] }, expiresAt: { $lte: now } },
  }),
};

export const valueQueries = {
  several: (org: number, refs: readonly string[]): Query<ValueDocument> => ({
    filter: { _id: { $in: refs.map((ref) => valueId(org, ref)) }, org },
  }),
  ofWriter: (org: number, refs: readonly string[], nonce: string): Query<ValueDocument> => ({
    filter: { _id: { $in: refs.map((ref) => valueId(org, ref)) }, org, nonce },
  }),
  ofFields: (org: number, kind: string, id: number, fields: readonly string[]): Query<ValueDocument> => ({
    filter: { org, kind, id, field: { $in: [...fields] }, value: { $ne: null } },
  }),
  pending: (org: number, lastSeq: number): Query<ValueDocument> => ({
    filter: { org, pending: { $lte: lastSeq } },
    sort: { pending: 1 },
  }),
};

export const recordQueries = {
  live: (org: number, space: string, key: string, now: number): Query<RecordDocument> => ({
    filter: { _id: recordId(org, space, key), org, $or: live(now) },
  }),
  liveAtVersion: (
    org: number,
    space: string,
    at: { key: string; version: number },
    now: number,
  ): Query<RecordDocument> => ({
    filter: { _id: recordId(org, space, at.key), org, version: at.version, $or: live(now) },
  }),
  atVersion: (org: number, space: string, at: { key: string; version: number }): Query<RecordDocument> => ({
    filter: { _id: recordId(org, space, at.key), org, version: at.version },
  }),
  expiredOne: (org: number, space: string, key: string, now: number): Query<RecordDocument> => ({
    filter: { _id: recordId(org, space, key), org, expiresAt: { $lte: now } },
  }),
  liveAfter: (org: number, space: string, key: string, now: number): Query<RecordDocument> => ({
    filter: { _id: { $gt: recordId(org, space, key), $lt: recordIdEnd(org, space) }, org, $or: live(now) },
    sort: { _id: 1 },
  }),
  expired: (now: number): Query<RecordDocument> => ({ filter: { expiresAt: { $lte: now } }, sort: { expiresAt: 1 } }),
  expiredAmong: (ids: readonly string[], now: number): Query<RecordDocument> => ({
    filter: { _id: { $in: [...ids] }, expiresAt: { $lte: now } },
  }),
};
