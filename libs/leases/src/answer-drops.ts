import type { Bus, Headers, Listener } from '@benchline/bus';
import type { Logger } from '@benchline/telemetry';
import type { Leases } from './leases.ts';

export interface DropsConfig {
  readonly bus: Bus;
  readonly leases: Pick<Leases, 'drop'>;
  readonly gatewayId: string;
  readonly logger: Logger;
}

/** The headers of a drop, in base64url but for the id. */
interface Drop {
  readonly id: string;
  readonly subject: string;
  /** The id of the call that waits for the answer. */
  readonly within: string | undefined;
}

const dropSubject = 'identity.drop';
/** Drops whose repeats are known as such. */
const dropsKnownMax = 1_000;

/**
 * Takes leases back when their subjects change, and says so when the last call on them has ended. It is news, not a promise: whoever
 * rings the bell counts a gateway that doesn't answer as one that lets its leases run out.
 */
export function answerDrops({ bus, leases, gatewayId, logger }: DropsConfig): Listener {
  const known = new Map<string, Promise<void>>();

  const dropOnce = ({ id, subject, within }: Drop): Promise<void> => {
    const before = known.get(id);
    if (before !== undefined) return before;
    const ended = leases.drop(decoded(subject), within === undefined ? undefined : decoded(within));
    known.set(id, ended);
    const [oldest] = known.keys();
    if (known.size > dropsKnownMax && oldest !== undefined) known.delete(oldest);
    return ended;
  };
  const hear = async ({ id, subject, within, ack }: Headers): Promise<void> => {
    if (id === undefined || subject === undefined || ack === undefined) throw new TypeError('a drop lacks a header');
    await dropOnce({ id, subject, within });
    bus.ring(ack, { gateway: gatewayId });
  };
  return bus.listen(dropSubject, ({ headers }) => {
    hear(headers).catch((error: unknown) => {
      logger.error({ error }, 'a drop of leases was not understood');
    });
  });
}

function decoded(text: string): string {
  return Buffer.from(text, 'base64url').toString();
}
