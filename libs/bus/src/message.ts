import type { Headers, Message } from './bus.ts';
import { checkSubject } from './subject.ts';

/** Half of what a NATS server takes by default, so that no engine meets a message that another one refuses. */
export const messageBytesMax = 512 * 1024;

const headerNamePattern = /^[a-z][a-z0-9-]{0,63}$/;
const headerValuePattern = /^[\x20-\x7e]{0,1024}$/;
const idPattern = /^[\x21-\x7e]{1,255}$/;

/** Throws if one of the messages is not one that every driver carries: a defect of the sender. */
export function checkMessages(messages: readonly Message[]): void {
  for (const message of messages) checkMessage(message);
}

function checkMessage({ subject, id, data, headers = {} }: Message): void {
  checkSubject(subject);
  checkHeaders(headers);
  if (!idPattern.test(id)) throw new TypeError('The id of a message is 1 to 255 printable ASCII characters');
  const bytes = Buffer.byteLength(data);
  if (bytes > messageBytesMax) throw new TypeError(`The message has ${bytes} bytes, more than ${messageBytesMax}`);
}

/** Throws unless names are lower-case and values printable ASCII. */
export function checkHeaders(headers: Headers): void {
  for (const [name, value] of Object.entries(headers)) {
    if (!headerNamePattern.test(name) || !headerValuePattern.test(value)) throw new TypeError(`Not a header: ${name}`);
  }
}
