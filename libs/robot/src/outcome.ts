import type { Json } from '../gen/declared.ts';
import { RobotError } from './robot-error.ts';

/** What became of a command, as HTTP would have answered it. */
export type Outcome<Body = Json | undefined> = Done<Body> | Refused;

export interface Done<Body = Json | undefined> {
  readonly ok: true;
  readonly commandId: string;
  readonly action: string;
  /** Of HTTP. */
  readonly status: number;
  readonly body: Body;
}

export interface Refused {
  readonly ok: false;
  readonly commandId: string;
  readonly action: string;
  /** Of HTTP. */
  readonly status: number;
  /** A word, or what is wrong with the input. */
  readonly detail: string | readonly Violation[];
  /** What the refusal brings beside it: the present `version` of a `version_conflict`. */
  readonly extras?: { readonly [name: string]: Json };
}

export interface Violation {
  readonly loc: readonly (string | number)[];
  readonly msg: string;
  readonly type: string;
}

const refusedFrom = 400;

/** Reads the text of an outcome for this command. @throws {RobotError} `bad_outcome`. */
export function readOutcome(commandId: string, text: string): Outcome {
  const { command_id: id, action, status, body, detail, extras } = parse(commandId, text);
  if (id !== commandId || typeof action !== 'string' || !isStatus(status)) throw badOutcome(commandId);
  if (status < refusedFrom) return { ok: true, commandId, action, status, body: body as Json | undefined }; // it was parsed from JSON
  if (!isDetail(detail)) throw badOutcome(commandId);
  const refused = { ok: false, commandId, action, status, detail } as const;
  return extras === undefined ? refused : { ...refused, extras: extras as NonNullable<Refused['extras']> }; // as the platform declares it
}

function parse(commandId: string, text: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null) return { ...value };
  } catch {
    // Said below: the text itself may be data of the laboratory.
  }
  throw badOutcome(commandId);
}

function isStatus(value: unknown): value is number {
  return Number.isInteger(value) && Number(value) >= 200 && Number(value) < 600;
}

/** The platform says a violation with these three; whoever reads one field more or less is no worse off for a check here. */
function isDetail(value: unknown): value is Refused['detail'] {
  return typeof value === 'string' || Array.isArray(value);
}

function badOutcome(commandId: string): RobotError {
  return new RobotError('bad_outcome', `What came as the outcome of command ${commandId} is none`);
}
