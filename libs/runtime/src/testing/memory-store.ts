import { unavailable } from '@benchline/errors';
import type { AppendOutcome, CommitRow, PrivateRow, Store, Writes } from '@benchline/store';
import { onePage } from '@benchline/store';
import type { Partition } from './memory-partition.ts';
import {
  answersOf,
  blocksWith,
  changesIn,
  emptyPartition,
  keyOf,
  lastBefore,
  scanned,
  writeSteps,
} from './memory-partition.ts';
import type { KeptRecord } from './memory-records.ts';
import { memoryRecords } from './memory-records.ts';

/**
 * Runs before each single step of a call, as others run between the steps of a real engine: it may wait, throw `unavailable`, or never
 * come back, which is a writer's death at that place.
 */
export type Step = () => Promise<void>;

/**
 * A store in memory that passes the contract of the port and does nothing at once: a commit, each row of its projections and the mark
 * are steps of their own, in the order that the port asks for. Views of it share what is kept.
 */
export function memoryStore(): { view(step?: Step): Store } {
  const partitions = new Map<number, Partition>();
  const partition = (org: number): Partition => {
    const present = partitions.get(org) ?? emptyPartition();
    partitions.set(org, present);
    return present;
  };
  const records = new Map<string, KeptRecord>();
  return { view: (step) => createView({ partition, partitions, records }, step) };
}

interface Data {
  readonly partition: (org: number) => Partition;
  readonly partitions: ReadonlyMap<number, Partition>;
  readonly records: Map<string, KeptRecord>;
}

function createView(data: Data, given?: Step): Store {
  const { partition, partitions } = data;
  const closing = { done: false };
  const step: Step = async () => {
    if (closing.done) throw unavailable('the store');
    await given?.();
  };
  const run = async (steps: readonly (() => void)[]): Promise<void> => {
    for (const one of steps) {
      await step();
      one();
    }
  };
  return {
    append: (commit, writes, values) => append(partition(commit.org), { commit, writes, values }, run),
    apply: async (org, seq, writes) => {
      await run(applied(partition(org), seq, writes));
    },
    ...reading(data, step),
    eraseValues: async (org, kind, id, fields) => {
      await step();
      const { values } = partition(org);
      const found = [...values].filter(
        ([, row]) => row.kind === kind && row.id === id && fields.includes(row.field) && row.erased !== true,
      );
      for (const [ref, row] of found) values.set(ref, { ...row, value: '', erased: true });
      return found.length;
    },
    sweepValues: async (org, limit) => {
      await step();
      const { values, log, applied: mark } = partition(org);
      const orphans = [...values].filter(([, row]) => row.seq <= mark && log.get(row.seq)?.nonce !== row.nonce);
      for (const [ref] of orphans.slice(0, limit)) values.delete(ref);
      return Math.min(limit, orphans.length);
    },
    sweepAnswers: async (now, limit) => {
      await step();
      let left = limit;
      for (const { answers } of partitions.values()) {
        const expired = [...answers].filter(([, row]) => row.expiresAt <= now).slice(0, left);
        for (const [key] of expired) answers.delete(key);
        left -= expired.length;
      }
      return limit - left;
    },
    records: memoryRecords(data.records, step),
    ping: () => Promise.resolve(!closing.done),
    close: () => {
      closing.done = true;
      return Promise.resolve();
    },
  };
}

interface Appended {
  readonly commit: CommitRow;
  readonly writes: Writes;
  readonly values: readonly PrivateRow[];
}

async function append(
  partition: Partition,
  { commit, writes, values }: Appended,
  run: (steps: readonly (() => void)[]) => Promise<void>,
): Promise<AppendOutcome> {
  await run(values.map((row) => () => partition.values.set(row.ref, partition.values.get(row.ref) ?? row)));
  const outcomes: AppendOutcome[] = [];
  await run([() => outcomes.push(insert(partition, commit))]);
  const [outcome = 'taken'] = outcomes;
  const after = outcome === 'taken' ? dropped(partition, values) : applied(partition, commit.seq, writes);
  await run([...after, () => undefined]); // the last step: the answer is on its way
  return outcome;
}

function insert(partition: Partition, commit: CommitRow): AppendOutcome {
  const present = partition.log.get(commit.seq);
  if (present !== undefined) return present.nonce === commit.nonce ? 'mine' : 'taken';
  partition.log.set(commit.seq, commit);
  partition.head = Math.max(partition.head, commit.seq);
  return 'inserted';
}

function applied(partition: Partition, seq: number, writes: Writes): readonly (() => void)[] {
  const raise = (): void => {
    partition.applied = Math.max(partition.applied, seq);
  };
  return [...writeSteps(partition, writes), raise];
}

function dropped({ values }: Partition, rows: readonly PrivateRow[]): readonly (() => void)[] {
  return rows.map((row) => () => {
    if (values.get(row.ref)?.nonce === row.nonce) values.delete(row.ref);
  });
}

function reading(
  { partition, partitions }: Data,
  step: Step,
): Pick<Store, 'position' | 'commits' | 'heads' | 'load' | 'scan' | 'blocks' | 'changes' | 'seqBefore' | 'values'> {
  return {
    position: async (org) => {
      await step();
      const { log, head, applied: mark } = partition(org);
      return { head, applied: mark, headAt: log.get(head)?.at ?? 0 };
    },
    commits: async (org, after, limit) => {
      await step();
      return pageOf([...partition(org).log.values()].filter(({ seq }) => seq > after).slice(0, limit));
    },
    heads: async (afterOrg, limit) => {
      await step();
      return [...partitions]
        .filter(([org, { head }]) => org > afterOrg && head > 0)
        .sort(([a], [b]) => a - b)
        .slice(0, limit)
        .map(([org, { head }]) => ({ org, seq: head }));
    },
    load: async (org, wanted, now) => {
      const kept = partition(org);
      await step();
      const entities = wanted.entities.map(({ kind, id }) => kept.entities.get(keyOf(kind, id)));
      await step();
      const names = wanted.names.map(({ space, name }) => kept.names.get(keyOf(space, name)));
      const answers = wanted.answers.map((key) => answersOf(kept, key, now));
      await step();
      const counters = wanted.counters.map((kind) => kept.counters.get(kind));
      await step();
      return { entities, names, answers, counters, members: wanted.members.map((members) => scanned(kept, members)) };
    },
    scan: async (org, scan) => {
      await step();
      return [...onePage(scanned(partition(org), scan))];
    },
    blocks: async (org, scan) => {
      await step();
      return blocksWith(partition(org), scan);
    },
    changes: async (org, scan) => {
      await step();
      return [...onePage(changesIn(partition(org), scan))];
    },
    seqBefore: async (org, at) => {
      await step();
      return lastBefore(partition(org), at);
    },
    values: async (org, refs) => {
      await step();
      const { values } = partition(org);
      return refs.map((ref) => (values.get(ref)?.erased === true ? undefined : values.get(ref)?.value));
    },
  };
}

const pageCharactersMax = 1_000_000;

function pageOf(rows: readonly CommitRow[]): readonly CommitRow[] {
  let total = 0;
  return rows.filter((row, index) => (total += row.body.length) <= pageCharactersMax || index === 0);
}
