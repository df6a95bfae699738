import { DatabaseSync } from 'node:sqlite';
import { expect, test } from '@jest/globals';
import { projectionSchema, schema } from './schema.ts';
import { statementTexts } from './statements.ts';

const shape = 'v1';
const statements = Object.entries(statementTexts(shape));
/** What goes over all organizations, and why it may: expiry knows none, and organizations are what `heads` lists. */
const acrossOrganizations = new Set(['headsAfter', 'sweepAnswers', 'sweepRecords']);

function planOf(sql: string): readonly string[] {
  using database = new DatabaseSync(':memory:');
  database.exec(schema + projectionSchema(shape));
  return database
    .prepare(`explain query plan ${sql}`)
    .all()
    .map((row) => String(row['detail']));
}

// @req query.indexed
test.each(statements)('%s finds its rows, in their order, by an index', (_name, sql) => {
  const plan = planOf(sql);

  // A list that was handed over is walked through, of course.
  expect(plan.filter((step) => /^SCAN(?! json_each )|TEMP B-TREE/.test(step))).toEqual([]);
  // An index of which only the organization is used means a walk over all that the organization has.
  expect(plan.filter((step) => step.endsWith('(org=?)'))).toEqual([]);
  if (!sql.startsWith('insert')) expect(plan.some((step) => step.startsWith('SEARCH'))).toBe(true);
});

// @req runtime.partition
test.each(statements.filter(([name]) => !acrossOrganizations.has(name)))('%s names its organization', (_name, sql) => {
  if (sql.startsWith('insert')) expect(sql).toMatch(/insert into \w+\(org, .* (values \(|select )\?/s);
  else expect(sql).toMatch(/where (t\.)?org = \?/);
});
