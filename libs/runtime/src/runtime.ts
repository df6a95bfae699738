import { randomBytes, randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import type { BulkInputRow, Declarations } from '@benchline/actions';
import type { AppError } from '@benchline/errors';
import { unavailable } from '@benchline/errors';
import type { Store } from '@benchline/store';
import type { Listing, Query } from './action.ts';
import { dryRun } from './dry-run.ts';
import type { Command, Outcome } from './job.ts';
import { Job } from './job.ts';
import { readAnswer, wholeReply } from './kept-answers.ts';
import type { BoundKinds, Entity, Kind } from './kind.ts';
import { bindKinds } from './kind.ts';
import type { Committed, LaneContext } from './lane.ts';
import { Lane } from './lane.ts';
import type { Limits } from './limits.ts';
import { defaultLimits } from './limits.ts';
import { catchUp, nothing, pairs } from './load.ts';
import type { Page } from './read.ts';
import { KnownGrams } from './search-marks.ts';
import { answerListing, answerQuery } from './read.ts';
import type { StoredReply } from './commit.ts';
import { openRefusal, openReply, refsIn } from './stored-answer.ts';

export interface RuntimeConfig {
  readonly store: Store;
  readonly declarations: Declarations;
  /** Every kind of record that the store keeps. */
  readonly kinds: readonly Kind<Entity>[];
  readonly limits?: Partial<Limits>;
  /** Milliseconds since the epoch. */
  readonly clock?: () => number;
  /** Unguessable text: a writer's mark on its commits, salts of private values. */
  readonly random?: () => string;
  /** Called after each commit of this runtime, before its callers are answered. Must not throw. */
  readonly committed?: (commit: Committed) => void;
  /** Hears of what must not happen: a defect of an action or of the runtime. */
  readonly defect?: (error: unknown) => void;
}

/** Takes commands to decisions and decisions into the log: DESIGN.md's "one insert decides". */
export interface Runtime {
  /** Runs a command that changes records. @throws {AppError} its refusal. */
  change(command: Command): Promise<Outcome>;
  /**
   * The same for commands of one organization that came in this order: none is decided before those ahead of it. Where one comes to
   * nothing and is to be asked for again (`unavailable`, `principal_expired`), so does each that is behind it and not yet decided.
   * @throws {AppError} `unavailable`: none of them was taken.
   */
  changeInOrder(org: number, commands: readonly Command[]): readonly Promise<Outcome>[];
  /** What a robot's command came to, by the key that it is kept under; `undefined` while it isn't through, or no longer kept. */
  kept(org: number, key: string): Promise<KeptCommand | undefined>;
  /** The same answer or refusal as `change`, and nothing is written. */
  rehearse(command: Command): Promise<Outcome>;
  query(org: number, query: Query, input: unknown): Promise<unknown>;
  list(org: number, listing: Listing, input: unknown): Promise<Page>;
  /** Brings an organization's projections up to its log, as every read does first. @throws {AppError} `unavailable`. */
  catchUp(org: number): Promise<void>;
  readonly kinds: BoundKinds;
  /** Refuses what comes from now on, and resolves when what came before is answered. */
  stop(): Promise<void>;
}

export function startRuntime(config: RuntimeConfig): Runtime {
  const stopping = new AbortController();
  let stopped = false;
  const context = laneContext(config, { signal: stopping.signal, stopped: () => stopped });
  const lanes = new Map<number, Lane>();

  const refuseWhenStopped = (): void => {
    if (stopped) throw unavailable('the service');
  };
  const lane = (org: number): Lane => {
    const present = lanes.get(org);
    if (present !== undefined) return present;
    const fresh = new Lane(org, context);
    lanes.set(org, fresh);
    return fresh;
  };

  const changeInOrder: Runtime['changeInOrder'] = (org, commands) => {
    refuseWhenStopped();
    const order = { broken: undefined };
    const jobs = commands.map((command, place) => new Job(command, { order, place }));
    lane(org).add(jobs);
    return jobs.map(async ({ result }) => {
      const outcome = await result;
      return 'is' in outcome ? replayOf(context, org, outcome) : outcome;
    });
  };

  return {
    kinds: context.kinds,
    changeInOrder,
    change: async (command) => {
      const [outcome] = changeInOrder(command.call.organizationId, [command]);
      return outcome as Promise<Outcome>; // one for each command
    },
    kept: (org, key) => keptCommand(context, org, key),
    rehearse: async (command) => {
      refuseWhenStopped();
      return dryRun(context, command);
    },
    query: async (org, query, input) => answerQuery(context, org, query, input),
    list: async (org, listing, input) => answerListing(context, org, listing, input),
    catchUp: async (org) => {
      await catchUp(context, org);
    },
    stop: async () => {
      stopped = true;
      const busy = [...lanes.values()].filter((one) => one.busy && !one.stuck);
      await Promise.all(busy.map((one) => one.idle()));
      stopping.abort();
      await Promise.all([...lanes.values()].map((one) => one.idle()));
      await Promise.allSettled(context.catchingUp.values());
    },
  };
}

/** A robot's command that is through. */
export type KeptCommand = { readonly action: string; readonly fingerprint: string } & (
  ({ readonly refusal?: undefined } & Outcome) | { readonly refusal: AppError }
);

async function keptCommand(context: LaneContext, org: number, key: string): Promise<KeptCommand | undefined> {
  await catchUp(context, org);
  const { answers } = await context.store.load(org, { ...nothing, answers: [key] }, context.clock());
  const kept = (answers[0] ?? []).map(readAnswer);
  const [reply, { robotAction: action, fingerprint = '' } = {}] = [wholeReply(kept), kept.at(-1)];
  if (reply === undefined || action === undefined) return undefined;
  if (reply.is === 'refused') return { action, fingerprint, refusal: openRefusal(reply.refusal) };
  return { action, fingerprint, ...(await replayOf(context, org, reply)) };
}

/** An answer that was kept, its private values brought back. */
async function replayOf({ store, kinds }: LaneContext, org: number, kept: StoredReply): Promise<Outcome> {
  const refs = refsIn(kept, kinds);
  const values = refs.length === 0 ? [] : await store.values(org, refs);
  return { reply: openReply(kept, kinds, pairs(refs, values)), replayed: true, many: kept.is === 'bulk' };
}

interface Stopping {
  readonly signal: AbortSignal;
  readonly stopped: () => boolean;
}

function laneContext(config: RuntimeConfig, { signal, stopped }: Stopping): LaneContext {
  return {
    store: config.store,
    kinds: bindKinds(config.kinds, config.declarations),
    clock: config.clock ?? Date.now,
    grams: new KnownGrams(),
    catchingUp: new Map(),
    limits: { ...defaultLimits, ...config.limits },
    nonce: config.random ?? randomUUID,
    salt: config.random ?? (() => randomBytes(16).toString('base64url')),
    pause: async (ms) => {
      try {
        await delay(ms, undefined, { signal });
      } catch (cause) {
        throw unavailable('the service', cause);
      }
    },
    stopped,
    committed: config.committed ?? (() => undefined),
    defect: config.defect ?? (() => undefined),
  };
}

/** The rows of a command that is not a bulk. */
export function oneRow(input: unknown): readonly BulkInputRow[] {
  return [{ ok: true, input }];
}
