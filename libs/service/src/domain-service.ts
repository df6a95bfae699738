import type { Declarations } from '@benchline/actions';
import type { Bus } from '@benchline/bus';
import type { ServiceTokens, VerifyPrincipal } from '@benchline/principal';
import type { CallContext, Served } from '@benchline/rpc';
import type { AnyAction, Entity, Kind, Runtime } from '@benchline/runtime';
import { commandDoor, serveFeed, startPublisher, startRuntime } from '@benchline/runtime';
import type { Store } from '@benchline/store';
import type { Logger, Meter } from '@benchline/telemetry';
import { counter, histogram } from '@benchline/telemetry';
import { startBuilder } from './build-projections.ts';
import { startSweeper } from './sweeper.ts';

/** What a service that keeps records works with. They stay their maker's to close. */
export interface Drivers {
  readonly store: Store;
  readonly bus: Bus;
  readonly declarations: Declarations;
  readonly logger: Logger;
  readonly meter: Meter;
  readonly verify: VerifyPrincipal;
  readonly tokens: ServiceTokens;
  /** Milliseconds since the epoch. */
  readonly clock: () => number;
}

export interface DomainConfig {
  readonly name: string;
  readonly kinds: readonly Kind<Entity>[];
  readonly actions: readonly AnyAction[];
  readonly followEveryMs: number;
  readonly sweepEveryMs: number;
}

export interface DomainService {
  readonly runtime: Runtime;
  /** What it offers to gateway and other services. */
  readonly served: readonly Served[];
  stop(): Promise<void>;
}

/** The bell that rings for every commit of a service: `lab.<organization>.log.<service>`. */
export function logSubject(org: number | '*', service: string): string {
  return `lab.${String(org)}.log.${service}`;
}

/** A service that is made of kinds and actions: runtime, door, feed and events follow from them. */
export function startDomainService(config: DomainConfig, drivers: Drivers): DomainService {
  const { name, kinds, actions, followEveryMs, sweepEveryMs } = config;
  const { store, bus, declarations, logger, clock, verify, tokens } = drivers;
  const defect = (error: unknown): void => {
    logger.error({ error }, 'defect');
  };
  const count = commitMetrics(drivers.meter, name);
  const runtime = startRuntime({
    store,
    declarations,
    kinds,
    clock,
    defect,
    committed: ({ org, rows }) => {
      count(rows);
      publisher.ring(org);
      bus.ring(logSubject(org, name));
    },
  });
  const builder = startBuilder({
    store,
    runtime,
    failed: (error) => {
      logger.warn({ error }, 'projections are late');
    },
  });
  const publisher = startPublisher({
    service: name,
    store,
    bus,
    declarations,
    clock,
    catchUp: (org) => runtime.catchUp(org),
    everyMs: followEveryMs,
    failed: (error) => {
      logger.warn({ error }, 'events are late');
    },
  });
  const sweeper = startSweeper({
    store,
    clock,
    everyMs: sweepEveryMs,
    failed: (error) => {
      logger.warn({ error }, 'the sweep is late');
    },
  });
  return {
    runtime,
    served: [
      ...commandDoor({ service: name, runtime, declarations, actions, verify, defect }),
      ...serveFeed(store, tokens),
    ],
    stop: async () => {
      await Promise.all([runtime.stop(), builder.stop()]);
      await Promise.all([publisher.stop(), sweeper.stop()]);
    },
  };
}

function commitMetrics(meter: Meter, service: string): (rows: number) => void {
  const commits = counter(meter, { name: 'commits', description: 'Commits inserted into the log.' });
  const rows = histogram(meter, {
    name: 'commit_rows',
    description: 'Commands that went into one commit.',
    buckets: [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000],
  });
  return (count) => {
    commits.add(1, { service });
    rows.record(count, { service });
  };
}

/** A call that nobody outside waits for, made in the service's own name. */
export function ownContext({ clock, tokens }: Pick<Drivers, 'clock' | 'tokens'>, withinMs: number): CallContext {
  return { deadline: clock() + withinMs, principal: tokens.own() };
}
