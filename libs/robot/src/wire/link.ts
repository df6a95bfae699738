import { createInbox, type Msg, type NatsConnection } from '@nats-io/transport-node';
import type { Command } from '../command.ts';
import { inboxPrefix } from './connection.ts';
import { commandHeaders, readReceipt, type Receipt } from './messages.ts';

export interface LinkHandlers {
  readonly onReceipt: (id: string, receipt: Receipt) => void;
  readonly onOutcome: (id: string, text: string) => void;
}

export interface LinkSettings {
  readonly organizationId: number;
  readonly keyId: number;
}

/** The commands' way over one connection: out, and their receipts and outcomes back. */
export class Link {
  readonly #connection: NatsConnection;
  readonly #commands: string;
  readonly #inbox: string;

  constructor(connection: NatsConnection, { organizationId, keyId }: LinkSettings, handlers: LinkHandlers) {
    this.#connection = connection;
    const [organization, key] = [String(organizationId), String(keyId)];
    this.#commands = `lab.${organization}.cmd.${key}.`;
    this.#inbox = `${createInbox(inboxPrefix(organizationId, keyId))}.`;
    const outcomes = `lab.${organization}.res.${key}.`;
    listen(connection, this.#inbox, (id, message) => {
      handlers.onReceipt(id, readReceipt(message));
    });
    listen(connection, outcomes, (id, message) => {
      // Every outcome says its status here. What doesn't is none: other robots can make the server put its receipts on this subject.
      if (message.headers?.has('Benchline-Status') === true) handlers.onOutcome(id, message.string());
    });
  }

  /** Sends it as far as the connection goes. @throws {Error} where it is closed, or takes no message of this size (`isTooLarge`). */
  publish(command: Command): void {
    const options = { headers: commandHeaders(command), reply: this.#inbox + command.id };
    this.#connection.publish(this.#commands + command.action, command.body, options);
  }

  /** What one message may have, as this server says. */
  get bytesMax(): number {
    return this.#connection.info?.max_payload ?? 0;
  }
}

/** Whether a publish failed because the server takes no message of this size: no other failure may cost a command. */
export function isTooLarge(thrown: unknown): boolean {
  return String(thrown).includes('max_payload');
}

/** Hears what comes for one token below a prefix, by that token. A refusal to listen is told of by the connection. */
function listen(connection: NatsConnection, prefix: string, tell: (token: string, message: Msg) => void): void {
  connection.subscribe(`${prefix}*`, {
    callback: (error, message) => {
      if (error === null) tell(message.subject.slice(prefix.length), message);
    },
  });
}
