import { isTime } from '@benchline/actions';
import type { Violation } from '@benchline/errors';
import { AppError, invalid } from '@benchline/errors';
import type { RobotCommand } from '@benchline/runtime';
import { traceFrom } from '@benchline/telemetry';
import type { JsMsg } from '@nats-io/jetstream';
import { Match } from '@nats-io/transport-node';

/** The key that sent a message: nobody else may publish to its subject. */
export interface Sender {
  readonly organizationId: number;
  readonly keyId: number;
}

/** A message of the command stream, read as far as it can be. */
export type CommandMessage =
  | { readonly sender: Sender; readonly command: RobotCommand; readonly error?: undefined }
  /** It has no id, so nobody can be told why it is refused. */
  | { readonly sender: Sender | undefined; readonly command?: undefined; readonly error: AppError };

export type ReceivedMessage = Pick<JsMsg, 'subject' | 'headers' | 'data'>;

const idPattern = /^[A-Za-z0-9_-]{1,128}$/;
const versionPattern = /^(\*|"[1-9][0-9]{0,15}")$/;
const reasonLengthMax = 1_000;
/** The partition, then `lab.<organization>.cmd.<key id>.<action>`. No number is longer than JavaScript can tell from its neighbours. */
const subjectPattern = /^\d+\.lab\.([1-9]\d{0,14})\.cmd\.([1-9]\d{0,14})\.(.+)$/;
/** Of a longer one, which is none that we have, this much is told and kept. */
const actionLengthMax = 200;

/** Reads subject and headers; the body is the action's to read. */
export function readCommandMessage(message: ReceivedMessage): CommandMessage {
  const [, org, key, action = ''] = subjectPattern.exec(message.subject) ?? [];
  if (org === undefined || key === undefined) return { sender: undefined, error: notASubject() };
  const sender = { organizationId: Number(org), keyId: Number(key) };
  const headers = headersOf(message);
  if (headers === 'unreadable') return { sender, error: unreadableHeaders() };
  const id = headers?.get('Nats-Msg-Id') ?? '';
  if (!idPattern.test(id)) return { sender, error: noCommandId() };
  const { traceId } = traceFrom(headers?.get('traceparent'));
  return {
    sender,
    command: {
      id,
      action: action.slice(0, actionLengthMax).toWellFormed(),
      body: message.data,
      ...readTerms(headers),
      traceId,
    },
  };
}

/** The client reads them when it is asked for them, and throws for names and values that no header may have: a robot's doing. */
export function headersOf(message: Pick<ReceivedMessage, 'headers'>): ReceivedMessage['headers'] | 'unreadable' {
  try {
    return message.headers;
  } catch {
    return 'unreadable';
  }
}

type Terms = Pick<RobotCommand, 'reason' | 'ifMatch' | 'deviceTime'>;

const termNames = ['X-Reason', 'If-Match', 'X-Device-Time'] as const;

function readTerms(headers: ReceivedMessage['headers']): Terms & Pick<RobotCommand, 'broken'> {
  // Names in any case, as in HTTP: a condition that is written otherwise is one all the same.
  const sent = termNames.map((name) => headers?.values(name, Match.IgnoreCase) ?? []);
  const [[reason = ''] = [], [ifMatch = ''] = [], [deviceTime = ''] = []] = sent;
  const repeated = termNames.filter((_, place) => (sent[place]?.length ?? 0) > 1);
  const violations = [
    ...repeated.map((name) => inHeader(name, 'May be given once', 'duplicate')),
    ...brokenTerms({ reason, ifMatch, deviceTime }),
  ];
  return { reason, ifMatch, deviceTime, broken: violations.length === 0 ? undefined : invalid(violations) };
}

function brokenTerms({ reason, ifMatch, deviceTime }: Terms): readonly Violation[] {
  return [
    ...(reason.includes('\0') ? [inHeader('X-Reason', 'Text should not hold U+0000', 'string_nul')] : []),
    // Code units first: counting characters of a short text would be for nothing.
    ...(reason.length > reasonLengthMax && Array.from(reason).length > reasonLengthMax
      ? [inHeader('X-Reason', `At most ${String(reasonLengthMax)} characters expected`, 'string_too_long')]
      : []),
    ...(ifMatch !== '' && !versionPattern.test(ifMatch)
      ? [inHeader('If-Match', 'One quoted version or * expected', 'string_pattern_mismatch')]
      : []),
    ...(deviceTime !== '' && !isTime(deviceTime)
      ? [inHeader('X-Device-Time', 'A time like 2026-03-01T08:00:00Z expected (RFC 3339)', 'datetime_parsing')]
      : []),
  ];
}

function inHeader(name: string, msg: string, type: string): Violation {
  return { loc: ['header', name], msg, type };
}

function notASubject(): AppError {
  return new AppError('bad_request', 'bad_request', 'The subject is not lab.<organization>.cmd.<key id>.<action>');
}

function unreadableHeaders(): AppError {
  const msg = 'A header has a name of visible ASCII without a colon, and a value of one line';
  return new AppError('bad_request', 'bad_request', msg);
}

function noCommandId(): AppError {
  const msg = 'A command needs an id of 1 to 128 letters, digits, _ and - in the header Nats-Msg-Id';
  return new AppError('bad_request', 'command_id_missing', msg);
}
