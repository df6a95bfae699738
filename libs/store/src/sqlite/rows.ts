import type { AnswerRow, CommitRow, CounterRow, EntityRow, NameRow, RecordRow } from '../store.ts';

type Row = Readonly<Record<string, unknown>>;

// node:sqlite answers rows of unknown columns. Each statement names exactly the columns of its row in the port, and strict tables
// keep their types, so the assertions below are true of whatever the file holds.

/** The terms as they were given: they stand beside the row as a JSON list. */
export function readTerms(row: Row | undefined): readonly string[] {
  return row === undefined ? [] : (JSON.parse(row['terms'] as string) as string[]);
}

export function readEntity(row: Row): EntityRow {
  return { ...row, terms: readTerms(row) } as unknown as EntityRow;
}

export function readName(row: Row): NameRow {
  return { ...row } as unknown as NameRow;
}

export function readAnswer(row: Row): AnswerRow {
  return { ...row } as unknown as AnswerRow;
}

export function readCounter(row: Row): CounterRow {
  return { ...row } as unknown as CounterRow;
}

export function readCommit(row: Row): CommitRow {
  return { ...row } as unknown as CommitRow;
}

export function readRecord(row: Row): RecordRow {
  return { ...row } as unknown as RecordRow;
}

/** An integer column of a row, 0 where there is no row. */
export function readInteger(row: Row | undefined, column: string): number {
  return row === undefined ? 0 : (row[column] as number);
}

export function readText(row: Row | undefined, column: string): string | undefined {
  return row === undefined ? undefined : ((row[column] as string | null) ?? undefined);
}
