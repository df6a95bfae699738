import type { AnswerRow, CommitRow, CounterRow, EntityRow, NameRow, PrivateRow, RecordRow } from '../store.ts';

/** Every document has a deterministic `_id` that begins with its organization, and the organization as a field: the shard key. */
interface OfOrganization {
  readonly _id: string;
  readonly org: number;
}

/** `size` is the body's length, so that a page can be cut before the bodies are read. */
export interface CommitDocument extends OfOrganization, CommitRow {
  readonly size: number;
}

/** Written before an organization's first commit, so that listing organizations is no walk over all commits. */
export type OrganizationDocument = OfOrganization;

export interface MarkDocument extends OfOrganization {
  readonly applied: number;
}

export interface EntityDocument extends OfOrganization, EntityRow {}
export interface NameDocument extends OfOrganization, NameRow {}
export interface AnswerDocument extends OfOrganization, AnswerRow {}
export interface CounterDocument extends OfOrganization, CounterRow {}

/** One gram of one block; `_id` tells which. */
export interface GramDocument extends OfOrganization {
  readonly block: number;
}

/** A projection's row: written only over one of an older commit. */
export type RowDocument = EntityDocument | NameDocument | AnswerDocument | CounterDocument;

/**
 * `value` is null once erased: the document stays, so that a repeated append finds its place taken. `pending` is the number of the
 * commit that it was written for, until a sweep has seen that commit in the log.
 */
export interface ValueDocument extends OfOrganization, Omit<PrivateRow, 'value'> {
  readonly value: string | null;
  readonly pending?: number;
}

export interface RecordDocument extends OfOrganization, RecordRow {
  readonly space: string;
  readonly expiresAt: number | null;
}
