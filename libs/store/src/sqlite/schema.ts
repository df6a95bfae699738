/**
 * What every shape shares. The log keeps its rowid: bodies are large, and a table without one would spread them over its inner pages.
 * `heads` spares the listing of organizations a walk over all commits.
 */
export const schema = `
create table if not exists log(
  org integer not null, seq integer not null, at integer not null, nonce text not null, body text not null,
  primary key (org, seq)) strict;
create index if not exists log_by_at on log(org, at);
create table if not exists heads(
  org integer primary key, seq integer not null, at integer not null) strict;
create table if not exists private_values(
  org integer not null, ref text not null, kind text not null, id integer not null, field text not null, value text,
  primary key (org, ref)) strict, without rowid;
create index if not exists private_values_by_record on private_values(org, kind, id, field);
create table if not exists records(
  org integer not null, space text not null, key text not null, value text not null, version integer not null,
  expires_at integer, primary key (org, space, key)) strict, without rowid;
create index if not exists records_by_expiry on records(expires_at) where expires_at is not null;
`;

/**
 * The projections of one shape. A new shape is filled beside the old one, so its name is part of the tables' names. Answers keep their
 * rowid: their keys come in no order, and a wide row in a tree ordered by them would dirty a page of its own. Grams are ordered by block
 * first for the same reason: what one commit adds belongs to few blocks.
 */
export function projectionSchema(shape: string): string {
  return `
create table if not exists marks_${shape}(
  org integer primary key, applied integer not null) strict;
create table if not exists entities_${shape}(
  org integer not null, kind text not null, id integer not null, version integer not null, seq integer not null,
  state text not null, terms text not null, primary key (org, kind, id)) strict, without rowid;
create index if not exists entities_${shape}_by_change on entities_${shape}(org, kind, seq, id);
create table if not exists terms_${shape}(
  org integer not null, kind text not null, term text not null, id integer not null,
  primary key (org, kind, term, id)) strict, without rowid;
create table if not exists names_${shape}(
  org integer not null, space text not null, name text not null, id integer, seq integer not null,
  primary key (org, space, name)) strict, without rowid;
create table if not exists answers_${shape}(
  org integer not null, key text not null, part integer not null, seq integer not null, body text not null,
  expires_at integer not null, primary key (org, key, part)) strict;
create index if not exists answers_${shape}_by_expiry on answers_${shape}(expires_at);
create table if not exists counters_${shape}(
  org integer not null, kind text not null, value integer not null, seq integer not null,
  primary key (org, kind)) strict, without rowid;
create table if not exists grams_${shape}(
  org integer not null, kind text not null, block integer not null, gram text not null,
  primary key (org, kind, block, gram)) strict, without rowid;
`;
}
