import type { DatabaseSync, StatementSync } from 'node:sqlite';

function logTexts(shape: string) {
  return {
    insertCommit: `insert into log(org, seq, at, nonce, body) values (?, ?, ?, ?, ?) on conflict do nothing`,
    commitNonce: `select nonce from log where org = ? and seq = ?`,
    commitSizesAfter: `select octet_length(body) as size from log where org = ? and seq > ? order by seq limit ?`,
    commitsAfter: `select org, seq, at, nonce, body from log where org = ? and seq > ? order by seq limit ?`,
    lastBefore: `select seq from log where org = ? and at < ? order by at desc limit 1`,
    raiseHead: `insert into heads(org, seq, at) values (?, ?, ?)
      on conflict (org) do update set seq = excluded.seq, at = excluded.at where excluded.seq > seq`,
    position: `select t.seq, t.at, coalesce(marks.applied, 0) as applied
      from heads as t left join marks_${shape} as marks on marks.org = t.org where t.org = ?`,
    headsAfter: `select org, seq from heads where org > ? order by org limit ?`,
    raiseMark: `insert into marks_${shape}(org, applied) values (?, ?)
      on conflict (org) do update set applied = excluded.applied where excluded.applied > applied`,
  };
}

function entityTexts(shape: string) {
  return {
    insertEntity: `insert into entities_${shape}(org, kind, id, version, seq, state, terms) values (?, ?, ?, ?, ?, ?, ?)
      on conflict do nothing`,
    updateEntity: `update entities_${shape} set version = ?, seq = ?, state = ?, terms = ?
      where org = ? and kind = ? and id = ? and seq < ?`,
    entity: `select kind, id, version, seq, state, terms from entities_${shape} where org = ? and kind = ? and id = ?`,
    entityTerms: `select terms from entities_${shape} where org = ? and kind = ? and id = ?`,
    entitiesBefore: `select kind, id, version, seq, state, terms from entities_${shape}
      where org = ? and kind = ? and id < ? order by id desc limit ?`,
    changesAfter: `select kind, id, version, seq, state, terms from entities_${shape}
      where org = ? and kind = ? and (seq, id) > (?, ?) and seq <= ? order by seq, id limit ?`,
    insertTerm: `insert into terms_${shape}(org, kind, term, id) values (?, ?, ?, ?) on conflict do nothing`,
    deleteTerm: `delete from terms_${shape} where org = ? and kind = ? and term = ? and id = ?`,
    membersBefore: `select e.kind, e.id, e.version, e.seq, e.state, e.terms
      from terms_${shape} t cross join entities_${shape} e on e.org = t.org and e.kind = t.kind and e.id = t.id
      where t.org = ? and t.kind = ? and t.term = ? and t.id < ? order by t.id desc limit ?`,
    // One statement for all grams of a block takes half the time of one for each. "where true" ends the select before "on conflict".
    insertGrams: `insert into grams_${shape}(org, kind, block, gram) select ?, ?, ?, value from json_each(?) where true
      on conflict do nothing`,
    gram: `select 1 from grams_${shape} where org = ? and kind = ? and block = ? and gram = ?`,
  };
}

function rowTexts(shape: string) {
  return {
    putName: `insert into names_${shape}(org, space, name, id, seq) values (?, ?, ?, ?, ?)
      on conflict do update set id = excluded.id, seq = excluded.seq where excluded.seq > seq`,
    name: `select space, name, id, seq from names_${shape} where org = ? and space = ? and name = ?`,
    putAnswer: `insert into answers_${shape}(org, key, part, seq, body, expires_at) values (?, ?, ?, ?, ?, ?)
      on conflict do update set seq = excluded.seq, body = excluded.body, expires_at = excluded.expires_at
      where excluded.seq > seq`,
    answerParts: `select key, part, seq, body, expires_at as expiresAt from answers_${shape}
      where org = ? and key = ? and expires_at > ? order by part`,
    sweepAnswers: `delete from answers_${shape} where (org, key, part) in
      (select org, key, part from answers_${shape} where expires_at <= ? order by expires_at limit ?)`,
    putCounter: `insert into counters_${shape}(org, kind, value, seq) values (?, ?, ?, ?)
      on conflict do update set value = excluded.value, seq = excluded.seq where excluded.seq > seq`,
    counter: `select kind, value, seq from counters_${shape} where org = ? and kind = ?`,
  };
}

const valueTexts = {
  insertValue: `insert into private_values(org, ref, kind, id, field, value) values (?, ?, ?, ?, ?, ?)
    on conflict do nothing`,
  value: `select value from private_values where org = ? and ref = ?`,
  // Left to itself, SQLite walks all that the organization has.
  eraseField: `update private_values indexed by private_values_by_record set value = null
    where org = ? and kind = ? and id = ? and field = ? and value is not null`,
};

const recordTexts = {
  record: `select key, value, version from records
    where org = ? and space = ? and key = ? and (expires_at is null or expires_at > ?)`,
  createRecord: `insert into records(org, space, key, value, version, expires_at) values (?, ?, ?, ?, 1, ?)
    on conflict do update set value = excluded.value, version = version + 1, expires_at = excluded.expires_at
    where expires_at <= ? returning version`,
  replaceRecord: `update records set value = ?, version = version + 1, expires_at = ?
    where org = ? and space = ? and key = ? and version = ? and (expires_at is null or expires_at > ?)
    returning version`,
  removeRecord: `delete from records where org = ? and space = ? and key = ? and version = ?`,
  recordsAfter: `select key, value, version from records
    where org = ? and space = ? and key > ? and (expires_at is null or expires_at > ?) order by key limit ?`,
  sweepRecords: `delete from records where (org, space, key) in
    (select org, space, key from records where expires_at is not null and expires_at <= ? order by expires_at limit ?)`,
};

/**
 * Every statement that the driver runs, by name. They stand in one table so that a test can ask SQLite how it would run each of them.
 * All name the organization, but for the sweeps of what expired and the list of organizations.
 */
export function statementTexts(shape: string) {
  return { ...logTexts(shape), ...entityTexts(shape), ...rowTexts(shape), ...valueTexts, ...recordTexts };
}

export type StatementName = keyof ReturnType<typeof statementTexts>;
export type Statements = Readonly<Record<StatementName, StatementSync>>;

/** Prepares each statement once. */
export function prepareStatements(database: DatabaseSync, shape: string): Statements {
  const texts = Object.entries(statementTexts(shape));
  return Object.fromEntries(texts.map(([name, sql]) => [name, database.prepare(sql)])) as Record<
    StatementName,
    StatementSync
  >;
}
