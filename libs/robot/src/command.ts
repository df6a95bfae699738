import { randomUUID } from 'node:crypto';
import { RobotError } from './robot-error.ts';

/** A command as it is kept and sent, the same at every sending. */
export interface Command {
  readonly id: string;
  /** `samples.create`. */
  readonly action: string;
  /** JSON text. */
  readonly body: string;
  readonly headers: Readonly<Record<string, string>>;
  /** By this machine's clock, RFC 3339. */
  readonly madeAt: string;
}

export interface SendOptions {
  /** Names the command: of two with one id, one is done, within 30 days. Letters, digits, `-` and `_`, up to 128; random unless told. */
  readonly id?: string;
  /** Why it is done; goes into the audit. One line, up to 1,000 characters. */
  readonly reason?: string;
  /** When it was on the device; the time of the call unless told. */
  readonly deviceTime?: Date;
  /** The version that the record must still have, as an ETag: `"1"`. Not with an array. */
  readonly ifMatch?: string;
  /** W3C Trace Context. */
  readonly traceparent?: string;
  /** After which `send` rejects with `timeout`. The command stays, and is done or will be. */
  readonly timeoutMs?: number;
}

/** What is sent in one message, headers included, is a little less than what the server takes (`max_payload`). */
const commandBytesMax = 1_000_000;
const inputsMax = 1_000;
const idPattern = /^[A-Za-z0-9_-]{1,128}$/;
const actionPattern = /^[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)+$/;
const controls = /\p{Cc}/u;

/** @throws {RobotError} `bad_command` or `too_large`: what could never be sent isn't kept. */
export function makeCommand(action: string, input: unknown, options: SendOptions): Command {
  const now = new Date();
  const command: Command = {
    id: options.id ?? randomUUID(),
    action,
    body: bodyText(input),
    headers: headersOf(options, now),
    madeAt: now.toISOString(),
  };
  const many = Array.isArray(input);
  if (!idPattern.test(command.id)) throw badCommand('its id is 1 to 128 letters, digits, - and _');
  if (!actionPattern.test(action)) throw badCommand('an action has a name like samples.create');
  if (many && (input.length < 1 || input.length > inputsMax)) throw badCommand('an array has 1 to 1,000 inputs');
  if (many && options.ifMatch !== undefined) throw badCommand('an array of inputs has no one version to match');
  checkHeaders(command);
  checkSize(command);
  return command;
}

function bodyText(input: unknown): string {
  if (typeof input !== 'object' || input === null) throw badCommand('its input is an object, or an array of them');
  try {
    return JSON.stringify(input);
  } catch (cause) {
    throw new RobotError('bad_command', 'A command was not sent: its input cannot be written as JSON', { cause });
  }
}

function headersOf({ reason, deviceTime, ifMatch, traceparent }: SendOptions, now: Date): Record<string, string> {
  const time = deviceTime ?? now;
  if (Number.isNaN(time.getTime())) throw badCommand('its device time is none');
  return {
    'X-Device-Time': time.toISOString(),
    ...(reason !== undefined && { 'X-Reason': reason }),
    ...(ifMatch !== undefined && { 'If-Match': ifMatch }),
    ...(traceparent !== undefined && { traceparent }),
  };
}

function checkHeaders({ headers }: Command): void {
  for (const [name, value] of Object.entries(headers)) {
    if (value.trim() !== value || value === '' || controls.test(value) || Array.from(value).length > 1_000) {
      throw badCommand(`its ${name} is one line of 1 to 1,000 characters, with no space at its ends`);
    }
  }
}

function checkSize({ id, body, headers }: Command): void {
  const texts = Object.entries(headers).flat();
  const bytes = [id, body, ...texts].reduce((sum, text) => sum + Buffer.byteLength(text), 0);
  if (bytes > commandBytesMax) throw tooLarge(id, commandBytesMax);
}

export function tooLarge(id: string, bytesMax: number): RobotError {
  return new RobotError('too_large', `Command ${id} has more than the ${String(bytesMax)} bytes that one may have`);
}

function badCommand(why: string): RobotError {
  return new RobotError('bad_command', `A command was not sent: ${why}`);
}
