export { openSqliteStore } from './sqlite/open-sqlite-store.ts';
export type { SqliteStoreOptions } from './sqlite/open-sqlite-store.ts';
export type {
  AnswerRow,
  AppendOutcome,
  CommitRow,
  CounterRow,
  EntityRow,
  Loaded,
  NameRow,
  Position,
  PrivateRow,
  RecordRow,
  Records,
  RecordWrite,
  Scan,
  Store,
  Wanted,
  Writes,
} from './store.ts';
