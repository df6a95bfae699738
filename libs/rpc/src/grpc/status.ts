import { AppError, errorKinds, errorTable, internal, type ErrorKind, type Violation } from '@benchline/errors';
import { ErrorInfo } from '@benchline/proto/google/rpc/error_details.ts';
import { Status } from '@benchline/proto/google/rpc/status.ts';
import { Metadata, type StatusObject } from '@grpc/grpc-js';

const detailsKey = 'grpc-status-details-bin';
const typeUrl = 'type.googleapis.com/google.rpc.ErrorInfo';
const domain = 'benchline';
/** HTTP/2 receivers take 64 KB of headers by default, and base64 adds a third. */
const detailsBytesMax = 32 * 1024;

/** What a grpc-js server takes for an error. */
export interface WireStatus {
  readonly code: number;
  readonly details: string;
  readonly metadata: Metadata;
}

/** How an error travels: its kind as a status code, all of it as google.rpc.ErrorInfo. Never throws. */
export function toStatus(error: AppError): WireStatus {
  const metadata = new Metadata();
  metadata.set(detailsKey, encodeDetails(error));
  // The text beside the code is for people with a packet dump; it must be ASCII and say nothing of the request.
  return {
    code: errorTable[error.kind].grpc,
    details: error.reason.replace(/[^\x20-\x7e]/g, '?').slice(0, 200),
    metadata,
  };
}

/** The very error that the other side threw; `undefined` if the status isn't from one of our handlers. */
export function fromStatus(status: Pick<StatusObject, 'metadata'>): AppError | undefined {
  const [details] = status.metadata.get(detailsKey);
  if (!(details instanceof Uint8Array)) return undefined;
  try {
    return decodeDetails(details);
  } catch (cause) {
    return internal(cause);
  }
}

function encodeDetails(error: AppError): Buffer {
  try {
    return fitting(error);
  } catch (cause) {
    // Extras that are no JSON: the defect must not cost the caller the answer.
    return encodeInfo(internal(cause), []);
  }
}

/** Violations are cut to those that fit; an error that is too large even without them keeps neither extras nor a long message. */
function fitting(error: AppError): Buffer {
  let violations = error.violations;
  let bytes = encodeInfo(error, violations);
  while (bytes.length > detailsBytesMax && violations !== undefined && violations.length > 1) {
    violations = violations.slice(0, violations.length >> 1);
    bytes = encodeInfo(error, violations);
  }
  if (bytes.length <= detailsBytesMax) return bytes;
  return encodeInfo(new AppError(error.kind, error.reason, error.message.slice(0, 1_000)), undefined);
}

function encodeInfo(error: AppError, violations: readonly Violation[] | undefined): Buffer {
  const metadata: Record<string, string> = { kind: error.kind, message: error.message };
  metadata['extras'] = JSON.stringify(error.extras);
  if (violations !== undefined) metadata['violations'] = JSON.stringify(violations);
  if (error.retryAfterSeconds !== undefined) metadata['retryAfter'] = JSON.stringify(error.retryAfterSeconds);
  const info = ErrorInfo.encode({ reason: error.reason, domain, metadata }).finish();
  const code = errorTable[error.kind].grpc;
  return Buffer.from(
    Status.encode({ code, message: error.reason, details: [{ typeUrl, value: Buffer.from(info) }] }).finish(),
  );
}

function decodeDetails(bytes: Uint8Array): AppError | undefined {
  const any = Status.decode(bytes).details.find((detail) => detail.typeUrl === typeUrl);
  const info = any === undefined ? undefined : ErrorInfo.decode(any.value);
  if (info?.domain !== domain) return undefined;
  const { kind, message = '', extras, violations, retryAfter } = info.metadata as Partial<Record<string, string>>;
  if (!isErrorKind(kind)) throw new TypeError('The error is of a kind that is not known here');
  // Written by `encodeInfo` of the other side, so the JSON has these shapes.
  return new AppError(kind, info.reason, message, {
    extras: parse(extras) as AppError['extras'],
    violations: parse(violations) as readonly Violation[],
    retryAfterSeconds: parse(retryAfter) as number,
  });
}

function parse(json: string | undefined): unknown {
  return json === undefined ? undefined : JSON.parse(json);
}

function isErrorKind(kind: string | undefined): kind is ErrorKind {
  return errorKinds.some((known) => known === kind);
}
