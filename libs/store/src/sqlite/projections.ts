import type { EntityRow, Writes } from '../store.ts';
import { readTerms } from './rows.ts';
import type { Statements } from './statements.ts';

/** Writes each row over an older one and leaves newer ones alone. Runs inside the caller's transaction. */
export function writeProjections(statements: Statements, org: number, writes: Writes): void {
  for (const row of writes.entities) writeEntity(statements, org, row);
  for (const { space, name, id, seq } of writes.names) statements.putName.run(org, space, name, id, seq);
  for (const { key, part, seq, body, expiresAt } of writes.answers) {
    statements.putAnswer.run(org, key, part, seq, body, expiresAt);
  }
  for (const { kind, value, seq } of writes.counters) statements.putCounter.run(org, kind, value, seq);
  for (const { kind, block, grams } of writes.grams) {
    statements.insertGrams.run(org, kind, block, JSON.stringify(grams.toSorted()));
  }
}

/** Tries the insert first: most rows that a busy laboratory writes are new. */
function writeEntity(statements: Statements, org: number, row: EntityRow): void {
  const { kind, id, version, seq, state, terms } = row;
  const termsText = JSON.stringify(terms);
  const inserted = statements.insertEntity.run(org, kind, id, version, seq, state, termsText);
  if (inserted.changes === 1) {
    for (const term of terms) statements.insertTerm.run(org, kind, term, id);
    return;
  }
  const before = readTerms(statements.entityTerms.get(org, kind, id));
  const updated = statements.updateEntity.run(version, seq, state, termsText, org, kind, id, seq);
  if (updated.changes === 1) writeTerms(statements, org, row, before);
}

function writeTerms(
  statements: Statements,
  org: number,
  { kind, id, terms }: EntityRow,
  before: readonly string[],
): void {
  for (const term of before) if (!terms.includes(term)) statements.deleteTerm.run(org, kind, term, id);
  for (const term of terms) if (!before.includes(term)) statements.insertTerm.run(org, kind, term, id);
}
