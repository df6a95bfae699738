import type { AppError } from '@benchline/errors';
import { errorDetail, unavailable } from '@benchline/errors';
import type { JsMsg } from '@nats-io/jetstream';
import { jetstream } from '@nats-io/jetstream';
import { headers } from '@nats-io/transport-node';
import type { Sender } from './command-message.ts';
import { headersOf } from './command-message.ts';
import type { WriteOutcome } from './outcome.ts';
import { outcomeOf } from './outcome.ts';
import type { Source } from './session.ts';
import type { Settled, Work } from './work-batch.ts';

/** A command and the message that brought it. */
export interface ReceivedWork extends Work {
  readonly message: JsMsg;
}

export interface TellConfig extends Source {
  readonly write: WriteOutcome;
  readonly timeoutMs: number;
}

export interface Teller {
  /** Tells a sender what became of a command. @throws {AppError} `unavailable`. */
  readonly settle: (settled: Settled<ReceivedWork>) => Promise<void>;
  /** Puts away what has no sender that could be told. @throws {AppError} `unavailable`. */
  readonly putAway: (message: JsMsg, sender: Sender | undefined, error: AppError) => Promise<void>;
}

/** What stands in a dead letter of the message's body, and of what was sent as its id. */
const bodyBytesMax = 64 * 1024;
const idLengthMax = 128;

/**
 * The outcome goes out before the message leaves the stream, on one connection, so whoever dies in between leaves the message, and the next
 * one tells the same outcome again.
 */
export function teller({ connection, restore, write, timeoutMs }: TellConfig): Teller {
  const putAside = async (message: JsMsg, sender: Sender | undefined, error: AppError): Promise<void> => {
    const subject = `lab.${String(sender?.organizationId ?? 0)}.dead.${String(sender?.keyId ?? 0)}`;
    const letter = JSON.stringify(deadLetter(message, error));
    try {
      // Its number in the stream makes a repeat harmless.
      await jetstream(connection).publish(subject, letter, { msgID: String(message.seq), timeout: timeoutMs });
    } catch (cause) {
      await restore(); // without a stream for letters nobody would take this one, and all would wait behind it
      throw unavailable('The message bus', cause);
    }
  };
  return {
    settle: async ({ work, answer, poison }) => {
      const { message, sender, command } = work;
      if (poison !== undefined) await putAside(message, sender, poison);
      const subject = `lab.${String(sender.organizationId)}.res.${String(sender.keyId)}.${command.id}`;
      const marked = headers();
      marked.set('Benchline-Status', String(answer.status));
      if (connection.isClosed()) throw unavailable('The message bus');
      connection.publish(subject, write(outcomeOf(command.id, command.action, answer)), { headers: marked });
    },
    putAway: putAside,
  };
}

function deadLetter(message: JsMsg, error: AppError): unknown {
  const { subject, data, timestamp } = message;
  const sent = headersOf(message);
  const id = sent === 'unreadable' ? '' : (sent?.get('Nats-Msg-Id') ?? '');
  return {
    // Without the number of the part of the stream that it stood in.
    subject: subject.slice(subject.indexOf('.') + 1),
    received_at: timestamp,
    command_id: id.slice(0, idLengthMax),
    detail: errorDetail(error),
    bytes: data.length,
    body: Buffer.from(data.subarray(0, bodyBytesMax)).toString('base64'),
  };
}
