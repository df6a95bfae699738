import type { NatsLink } from '@benchline/bus/link';
import type { Records } from '@benchline/store';
import type { Time } from '../leases/time.ts';
import { eachAtATime } from './each-at-a-time.ts';
import { kick } from './kick.ts';
import { laterDisconnects } from './later-disconnects.ts';
import type { NotedConnection, RobotConnections } from './robot-connections.ts';

export interface DisconnectorConfig {
  readonly link: Pick<NatsLink, 'request'>;
  readonly connections: RobotConnections;
  readonly records: Records;
  readonly time: Time;
  readonly failed: (error: unknown) => void;
}

/** Ends connections of robots. */
export interface Disconnector {
  /**
   * Ends every connection that depends on a subject, when a change of it is committed. Resolves when they are ended, and after a second
   * at the latest: what couldn't be reached by then is tried again until it is, or has ended by itself. Never rejects.
   */
  disconnect(subject: string): Promise<void>;
  stop(): Promise<void>;
}

const waitMsMax = 1_000;
const kicksAtOnce = 32;
const subjectsAtOnce = 4;
const lookEveryMs = 250;
/** How soon another replica takes up what one has left. */
const adoptEveryMs = 30_000;

export function startDisconnector(config: DisconnectorConfig): Disconnector {
  const { time } = config;
  const stopping = new AbortController();
  const later = laterDisconnects(config);
  const round = (subject: string): Promise<boolean> => endAll(config, subject);
  const retry = async (): Promise<void> => {
    for (let adoptAt = time.now(); !stopping.signal.aborted;) {
      if (adoptAt <= time.now()) {
        adoptAt = time.now() + adoptEveryMs;
        await later.adopt();
      }
      await eachAtATime(later.due(), subjectsAtOnce, async (one) => {
        if (stopping.signal.aborted) return;
        if (await round(one.subject)) await later.done(one);
        else later.again(one);
      });
      await time.pause(lookEveryMs, stopping.signal);
    }
  };
  const retrying = retry();
  return {
    disconnect: async (subject) => {
      const over = new AbortController();
      const inTime = time.pause(waitMsMax, over.signal).then(() => false);
      const done = await Promise.race([round(subject), inTime]);
      over.abort();
      if (!done) void later.add(subject);
    },
    stop: async () => {
      stopping.abort();
      await retrying;
    },
  };
}

/** Whether every connection that depends on the subject has ended. */
async function endAll(config: DisconnectorConfig, subject: string): Promise<boolean> {
  const organizationId = organizationIn(subject);
  if (organizationId === undefined) return true;
  const errors: unknown[] = [];
  try {
    const noted = await config.connections.list(organizationId);
    const dependent = noted.filter(({ subjects }) => subjects.includes(subject));
    await eachAtATime(dependent, kicksAtOnce, (one) =>
      end(config, one).catch((error: unknown) => void errors.push(error)),
    );
  } catch (error) {
    errors.push(error);
  }
  // One of them says what is wrong with all of them.
  if (errors.length > 0) config.failed(errors[0]);
  return errors.length === 0;
}

async function end({ link, connections }: DisconnectorConfig, one: NotedConnection): Promise<void> {
  await kick(link, one);
  await connections.remove(one);
}

/** Connections depend on a key, its account and that one's role: `key/<organization>/…`; on people they don't. */
function organizationIn(subject: string): number | undefined {
  const [, id] = /^(?:key|account|role)\/([1-9][0-9]*)\//.exec(subject) ?? [];
  return id === undefined ? undefined : Number(id);
}
