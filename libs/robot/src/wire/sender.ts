import type { NatsConnection } from '@nats-io/transport-node';
import { tooLarge } from '../command.ts';
import type { Entry, Pending } from '../pending.ts';
import { RobotError } from '../robot-error.ts';
import type { CheckedSettings } from '../settings.ts';
import type { TellTrouble } from '../trouble.ts';
import { isTooLarge, Link } from './link.ts';
import type { Receipt } from './messages.ts';
import { SendWindow } from './send-window.ts';

export interface SenderConfig {
  readonly settings: CheckedSettings;
  readonly pending: Pending;
  /** An outcome came, perhaps not for the first time. */
  readonly onOutcome: (entry: Entry, text: string) => void;
  /** It can't be sent, now or ever, and never was taken by the broker. */
  readonly onUnsendable: (entry: Entry, error: RobotError) => void;
  readonly onTrouble: TellTrouble;
}

/** What may be under way in bytes: the client keeps it in memory, and the server cuts off who leaves much more unread. */
const outBytesMax = 8 * 1024 * 1024;

/** Sends what the window says when it says it, over whichever connection there is. */
export class Sender {
  readonly #config: SenderConfig;
  readonly #window: SendWindow;
  #link: Link | undefined;
  #soon: NodeJS.Immediate | undefined;
  #timer: NodeJS.Timeout | undefined;

  constructor(config: SenderConfig) {
    this.#config = config;
    const { window: size, receiptTimeoutMs, outcomeTimeoutMs } = config.settings;
    this.#window = new SendWindow({ size, bytesMax: outBytesMax, receiptTimeoutMs, outcomeTimeoutMs });
  }

  add(entry: Entry): void {
    this.#window.add(entry);
    this.#wake();
  }

  /** `undefined`: there is no connection for now. */
  moveTo(connection: NatsConnection | undefined): void {
    this.#link = connection && this.#newLink(connection);
    if (this.#link === undefined) return;
    this.#window.connected(performance.now());
    this.#wake();
  }

  answered(entry: Entry): void {
    this.#window.answered(entry.command.id);
  }

  /** Its outcome has to come again. */
  again(entry: Entry): void {
    this.#window.again(entry.command.id, performance.now());
    this.#wake();
  }

  remove(entry: Entry): void {
    this.#window.remove(entry.command.id);
    this.#wake();
  }

  stop(): void {
    this.#link = undefined;
    clearImmediate(this.#soon);
    clearTimeout(this.#timer);
  }

  #newLink(connection: NatsConnection): Link {
    const link = new Link(connection, this.#config.settings, {
      onReceipt: (id, receipt) => {
        if (this.#link === link) this.#onReceipt(id, receipt);
      },
      onOutcome: (id, text) => {
        const entry = this.#config.pending.get(id);
        // Others with the same key hear each other's outcomes.
        if (entry !== undefined) this.#config.onOutcome(entry, text);
      },
    });
    return link;
  }

  #onReceipt(id: string, receipt: Receipt): void {
    const entry = this.#config.pending.get(id);
    if (entry === undefined) return;
    if (receipt.kind === 'received') this.#window.received(id, performance.now());
    else if (receipt.never) this.#config.onUnsendable(entry, tooLarge(id, this.#link?.bytesMax ?? 0));
    else this.#refused(id, receipt.why);
    this.#wake();
  }

  #refused(id: string, why: string): void {
    this.#window.refused(id, performance.now());
    this.#config.onTrouble(new RobotError('not_received', `The broker did not take a command: ${why}`));
  }

  /** Looks once for all that happens in a turn of the event loop. */
  #wake(): void {
    this.#soon ??= setImmediate(() => {
      this.#soon = undefined;
      this.#send();
    });
  }

  #send(): void {
    clearTimeout(this.#timer);
    if (this.#link === undefined) return;
    const overdue = this.#window.overdue(performance.now());
    if (overdue !== undefined) this.#refused(overdue, 'no word in time');
    for (const entry of this.#window.take(performance.now())) this.#publish(entry, this.#link);
    const wakeAt = this.#window.wakeAt();
    if (wakeAt === undefined) return;
    this.#timer = setTimeout(
      () => {
        this.#send();
      },
      Math.max(wakeAt - performance.now(), 1),
    );
  }

  #publish(entry: Entry, link: Link): void {
    try {
      link.publish(entry.command);
    } catch (thrown) {
      // On a connection that closes it is as good as lost on the way, and sent again on the next one.
      if (isTooLarge(thrown)) this.#config.onUnsendable(entry, tooLarge(entry.command.id, link.bytesMax));
    }
  }
}
