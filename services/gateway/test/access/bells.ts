import type { Headers } from '@benchline/bus';
import { eventually } from '@benchline/testing';
import type { RunningGateway } from '../running-gateway.ts';

/** Where a gateway answers the drops of a test. */
export const ack = 'identity.test.ack';

/** As texts of callers travel in a bell. */
export function base64url(text: string): string {
  return Buffer.from(text).toString('base64url');
}

/** Rings as identity does, and collects what the gateway says to it. */
export function bells({ bus }: RunningGateway) {
  const acks: Headers[] = [];
  bus.listen(ack, ({ headers }) => acks.push(headers));
  const ring = (subject: string, id = subject): void => {
    bus.ring('identity.drop', { id: base64url(id), subject: base64url(subject), ack });
  };
  const drop = async (subject: string, id = subject): Promise<void> => {
    const before = acks.length;
    ring(subject, id);
    await eventually(() => acks.length > before);
  };
  return { acks, ring, drop };
}
