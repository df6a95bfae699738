import { headers as natsHeaders, type MsgHdrs } from '@nats-io/transport-node';
import type { Headers, Heard } from '../bus.ts';

export function writeHeaders(headers: Headers): MsgHdrs {
  const written = natsHeaders();
  for (const [name, value] of Object.entries(headers)) written.set(name, value);
  return written;
}

/** A message as it was sent: NATS's own headers, which begin with a capital letter, are left out. */
export function readMessage(message: {
  readonly subject: string;
  readonly headers?: MsgHdrs | undefined;
  string(): string;
}): Heard {
  const { subject, headers } = message;
  const names = headers?.keys().filter((name) => name === name.toLowerCase()) ?? [];
  return {
    subject,
    data: message.string(),
    headers: Object.fromEntries(names.map((name) => [name, headers?.get(name) ?? ''])),
  };
}
