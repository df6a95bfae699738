import { connectionOptions, keepConnected } from '@benchline/bus/connection';
import type { Store } from '@benchline/store';
import type { IntakeDrivers } from './intake.ts';
import { intake } from './intake.ts';
import { beginSession } from './session.ts';
import type { Session } from './session.ts';
import type { StreamBounds } from './streams.ts';

export interface RobotsConfig extends StreamBounds {
  /** The services' own account of the NATS server. */
  readonly natsUrl: string;
  readonly timeoutMs: number;
}

export interface RobotsDrivers extends IntakeDrivers {
  readonly store: Store;
  /** Milliseconds since the epoch. */
  readonly clock: () => number;
}

export interface Robots {
  /** Ends when what is being worked is told; the rest stays in the stream. */
  stop(): Promise<void>;
}

/** Takes the commands of robots from their stream, for as long as there is a server, and through its comings and goings. */
export function startRobots(config: RobotsConfig, drivers: RobotsDrivers): Robots {
  const { logger } = drivers;
  const closing = new AbortController();
  const trouble = (error: unknown): void => {
    logger.warn({ error }, 'the robots’ stream is away or refuses');
  };
  const work = intake(drivers, config.timeoutMs);
  let present: Session | undefined;
  let stopping = false;
  /** Resolves when those that were left are over. */
  let over = Promise.resolve();
  const leave = (): void => {
    const session = present;
    present = undefined;
    const before = over;
    over = (session?.end() ?? before).catch(trouble).then(() => before);
  };
  const options = connectionOptions({ url: config.natsUrl, name: 'execution, for robots' }, config.timeoutMs);
  const gone = keepConnected(options, closing.signal, {
    onTrouble: trouble,
    onDisconnected: leave,
    onConnected: (connection) => {
      leave();
      if (!stopping) present = beginSession({ ...config, ...drivers, connection, work });
    },
  });
  return {
    stop: async () => {
      stopping = true;
      leave();
      await over;
      closing.abort();
      await gone;
    },
  };
}
