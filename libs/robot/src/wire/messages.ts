import { headers as natsHeaders, type Msg, type MsgHdrs } from '@nats-io/transport-node';
import type { Command } from '../command.ts';

/** What the broker says of a command: it has it, or not and why. */
export type Receipt =
  | { readonly kind: 'received' }
  /** `never`: it won't take this one, however often it is asked. */
  | { readonly kind: 'refused'; readonly why: string; readonly never: boolean };

/** https://github.com/nats-io/nats-server/blob/main/server/errors.json: JSStreamMessageExceedsMaximumErr. */
const messageTooLarge = 10_054;

export function commandHeaders({ id, headers }: Command): MsgHdrs {
  const written = natsHeaders();
  for (const [name, value] of Object.entries(headers)) written.set(name, value);
  written.set('Nats-Msg-Id', id);
  return written;
}

export function readReceipt(message: Msg): Receipt {
  if (message.headers?.code === 503) return refused('nobody takes commands: the stream is not there');
  const said = parseObject(message.string());
  if (typeof said?.['stream'] === 'string' && typeof said['seq'] === 'number') return { kind: 'received' };
  const { description, err_code: code } = parseValue(said?.['error']);
  return refused(typeof description === 'string' ? description : 'no word why', code === messageTooLarge);
}

function refused(why: string, never = false): Receipt {
  return { kind: 'refused', why, never };
}

export function parseObject(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : undefined;
  } catch {
    return undefined;
  }
}

function parseValue(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? { ...value } : {};
}
