import type { BulkInputRow, Declarations } from '@benchline/actions';
import { productDeclarations } from '@benchline/actions';
import type { ErrorKind } from '@benchline/errors';
import { AppError } from '@benchline/errors';
import type { Store } from '@benchline/store';
import type { Action, Bulk, Listing, Query } from '../action.ts';
import type { BulkReply } from '../bulk-reply.ts';
import type { Call } from '../call.ts';
import type { Commit } from '../commit.ts';
import { readCommit } from '../commit.ts';
import type { Entity, Kind } from '../kind.ts';
import type { Page } from '../read.ts';
import { oneRow, startRuntime } from '../runtime.ts';
import { memoryStore } from './memory-store.ts';
import { testCall } from './test-call.ts';

/** The time at which a lab's first commit happens; each further one is a millisecond later. */
export const labTime = '2026-03-01T08:00:00.000Z';

export interface LabConfig {
  /** Every kind that the actions touch. */
  readonly kinds: readonly Kind<Entity>[];
  /** The product's, unless told. */
  readonly declarations?: Declarations;
}

/** How a command was refused, to be compared. */
export interface Refusal {
  readonly kind: ErrorKind;
  readonly reason: string;
}

/**
 * The runtime over a store in memory, with a clock that stands still: decisions are tested as they happen in the product. Refusals come
 * back as values; anything else that goes wrong is thrown.
 */
export interface Lab {
  readonly run: Run;
  /** The same without an effect. */
  readonly rehearse: Run;
  readonly runBulk: (bulk: Bulk, rows: readonly BulkInputRow[], call?: Partial<Call>) => Promise<BulkReply | Refusal>;
  readonly ask: <Input, Reply>(query: Query<Input, Reply>, input: Input) => Promise<Reply | Refusal>;
  readonly list: <Input>(listing: Listing<Input>, input: Input) => Promise<Page | Refusal>;
  /** Organization 1's log so far. */
  readonly log: () => Promise<readonly Commit[]>;
  readonly store: Store;
}

type Run = <Input, Reply>(action: Action<Input, Reply>, input: Input, call?: Partial<Call>) => Promise<Reply | Refusal>;

export function lab({ kinds, declarations = productDeclarations() }: LabConfig): Lab {
  const store = memoryStore().view();
  const clock = (): number => Date.parse(labTime);
  let random = 0;
  const runtime = startRuntime({ store, declarations, kinds, clock, random: () => `random-${String((random += 1))}` });
  const command = (action: Action, rows: readonly BulkInputRow[], call: Partial<Call> = {}) => ({
    name: action.name,
    action,
    bulk: undefined,
    rows,
    call: testCall(call),
    deadline: Infinity,
    idempotency: undefined,
  });
  const { organizationId } = testCall();
  return {
    store,
    run: (action, input, call) =>
      judged(async () => (await runtime.change(command(action, oneRow(input), call))).reply),
    rehearse: (action, input, call) =>
      judged(async () => (await runtime.rehearse(command(action, oneRow(input), call))).reply),
    runBulk: ({ row, name, summary }, rows, call) =>
      judged(async () => {
        const bulk = { status: 201, summary };
        return (await runtime.change({ ...command(row, rows, call), name, bulk })).reply;
      }),
    ask: (query, input) => judged(() => runtime.query(organizationId, query, input)),
    list: (listing, input) => judged(() => runtime.list(organizationId, listing, input)),
    log: async () => (await store.commits(organizationId, 0, Infinity)).map((row) => readCommit(row, runtime.kinds)),
  };
}

/** `Reply` is what the action, query or list that was run answers with. */
async function judged<Reply>(run: () => Promise<unknown>): Promise<Reply | Refusal> {
  try {
    return (await run()) as Reply;
  } catch (thrown) {
    if (thrown instanceof AppError && thrown.kind !== 'internal') return { kind: thrown.kind, reason: thrown.reason };
    throw thrown;
  }
}
