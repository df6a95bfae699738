import { setTimeout as delay } from 'node:timers/promises';
import type { Commit } from './commit.ts';
import { readCommit } from './commit.ts';
import type { Feed } from './feed.ts';
import { allHeads } from './feed.ts';

export interface Follower {
  /** An organization's log may have grown. Any number of calls, in any order, late or never: nothing is missed for long. */
  ring(org: number): void;
  stop(): Promise<void>;
}

export interface FollowConfig {
  readonly feed: Feed;
  /** Number of the last commit that was taken in. */
  readonly position: (org: number) => Promise<number>;
  /**
   * Takes in commits that follow `position` without a gap, and stores the new position together with what it writes, so that a crash
   * in between leaves both or neither. A repeat, or a rival that was faster, must do no harm.
   */
  readonly take: (org: number, commits: readonly Commit[]) => Promise<void>;
  /** How often all logs are looked over for what no bell told, milliseconds. */
  readonly everyMs: number;
  /** Hears of a failed round; the next one begins where the last good one ended. */
  readonly failed: (error: unknown) => void;
}

const pauseAfterFailureMs = 200;

/** Follows every organization's log of one service, in order, from wherever it stood. */
export function follow(config: FollowConfig): Follower {
  const stopping = new AbortController();
  const { signal } = stopping;
  const walks = new Map<number, Walk>();

  const ring = (org: number): void => {
    const present = walks.get(org);
    if (present !== undefined) present.again = true;
    else if (!signal.aborted) begin(org);
  };
  const begin = (org: number): void => {
    const walk: Walk = { again: true, done: Promise.resolve() };
    walks.set(org, walk);
    walk.done = walkOn(config, { org, walk, signal, ended: () => walks.delete(org) });
  };

  const sweeping = sweep(config, { ring, signal });
  return {
    ring,
    stop: async () => {
      stopping.abort();
      await Promise.all([sweeping, ...[...walks.values()].map(({ done }) => done)]);
    },
  };
}

/** Somebody is on the way through an organization's log; `again`: the bell rang since. */
interface Walk {
  again: boolean;
  done: Promise<unknown>;
}

interface Way {
  readonly org: number;
  readonly walk: Walk;
  readonly signal: AbortSignal;
  readonly ended: () => void;
}

async function walkOn(config: FollowConfig, { org, walk, signal, ended }: Way): Promise<void> {
  while (walk.again && !signal.aborted) {
    walk.again = false;
    try {
      await takeAll(config, org, signal);
    } catch (error) {
      config.failed(error);
      walk.again = true;
      await pause(pauseAfterFailureMs, signal);
    }
  }
  ended(); // in the same turn as the last look at `again`, so that no bell rings in between
}

async function takeAll({ feed, position, take }: FollowConfig, org: number, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    const after = await position(org);
    const rows = await feed.commits(org, after);
    if (rows.length === 0) return;
    await take(
      org,
      rows.map((row) => readCommit(row)),
    );
  }
}

/** Looks over all logs, at the start and from time to time: bells get lost. */
async function sweep(config: FollowConfig, { ring, signal }: Bell): Promise<void> {
  while (!signal.aborted) {
    await ringWhereBehind(config, ring).catch(config.failed);
    await pause(config.everyMs, signal);
  }
}

interface Bell {
  readonly ring: (org: number) => void;
  readonly signal: AbortSignal;
}

async function ringWhereBehind({ feed, position }: FollowConfig, ring: Bell['ring']): Promise<void> {
  for await (const { org, seq } of allHeads(feed)) {
    if ((await position(org)) < seq) ring(org);
  }
}

async function pause(ms: number, signal: AbortSignal): Promise<void> {
  await delay(ms, undefined, { signal }).catch(() => undefined); // ended by stop
}
