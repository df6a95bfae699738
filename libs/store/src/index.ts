export { isFull, onePage, recordsPageCharsMax } from './page-size.ts';
export { openSqliteStore } from './sqlite/open-sqlite-store.ts';
export type { SqliteStoreOptions } from './sqlite/open-sqlite-store.ts';
export type {
  AnswerRow,
  AppendOutcome,
  BlockScan,
  ChangePlace,
  ChangeScan,
  CommitRow,
  CounterRow,
  EntityRow,
  GramRow,
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
