import type {
  AnswerRow,
  BlockScan,
  ChangeScan,
  CommitRow,
  CounterRow,
  EntityRow,
  NameRow,
  PrivateRow,
  Scan,
  Writes,
} from '@benchline/store';

/** What a store keeps of one organization. */
export interface Partition {
  readonly log: Map<number, CommitRow>;
  head: number;
  applied: number;
  readonly entities: Map<string, EntityRow>;
  readonly names: Map<string, NameRow>;
  readonly answers: Map<string, AnswerRow>;
  readonly counters: Map<string, CounterRow>;
  /** Kind, block and gram of each. */
  readonly grams: Set<string>;
  /** An erased one keeps its row. */
  readonly values: Map<string, PrivateRow & { readonly erased?: true }>;
}

export function emptyPartition(): Partition {
  return {
    log: new Map(),
    head: 0,
    applied: 0,
    entities: new Map(),
    names: new Map(),
    answers: new Map(),
    counters: new Map(),
    grams: new Set(),
    values: new Map(),
  };
}

export const keyOf = (...parts: readonly (string | number)[]): string => JSON.stringify(parts);

/** Single writes of projections, each over an older row only. */
export function writeSteps(partition: Partition, writes: Writes): readonly (() => void)[] {
  const { entities, names, answers, counters, grams } = partition;
  return [
    ...writes.entities.map((row) => over(entities, keyOf(row.kind, row.id), row)),
    ...writes.names.map((row) => over(names, keyOf(row.space, row.name), row)),
    ...writes.answers.map((row) => over(answers, keyOf(row.key, row.part), row)),
    ...writes.counters.map((row) => over(counters, row.kind, row)),
    ...writes.grams.map(({ kind, block, grams: texts }) => () => {
      for (const gram of texts) grams.add(keyOf(kind, block, gram));
    }),
  ];
}

function over<Row extends { readonly seq: number }>(rows: Map<string, Row>, key: string, row: Row): () => void {
  return () => {
    if ((rows.get(key)?.seq ?? 0) < row.seq) rows.set(key, row);
  };
}

export function scanned({ entities }: Partition, { kind, term, before = Infinity, limit }: Scan): readonly EntityRow[] {
  return [...entities.values()]
    .filter((row) => row.kind === kind && row.id < before && (term === undefined || row.terms.includes(term)))
    .sort((a, b) => b.id - a.id)
    .slice(0, limit);
}

export function blocksWith({ grams }: Partition, scan: BlockScan): readonly number[] {
  const blocks = Array.from({ length: scan.before - scan.from }, (_, index) => scan.before - 1 - index);
  return blocks.filter((block) => scan.grams.every((gram) => grams.has(keyOf(scan.kind, block, gram))));
}

export function changesIn({ entities }: Partition, scan: ChangeScan): readonly EntityRow[] {
  const { kind, after, through, limit } = scan;
  return [...entities.values()]
    .filter((row) => row.kind === kind && row.seq <= through)
    .filter(({ seq, id }) => seq > after.seq || (seq === after.seq && id > after.id))
    .sort((a, b) => a.seq - b.seq || a.id - b.id)
    .slice(0, limit);
}

export function lastBefore({ log }: Partition, time: number): number {
  return Math.max(0, ...[...log.values()].filter(({ at }) => at < time).map(({ seq }) => seq));
}

export function answersOf({ answers }: Partition, key: string, now: number): readonly AnswerRow[] {
  return [...answers.values()].filter((row) => row.key === key && row.expiresAt > now).sort((a, b) => a.part - b.part);
}
