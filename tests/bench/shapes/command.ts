import { randomUUID } from 'node:crypto';
import { sampleBody } from '../sample-body.ts';

/** One sample to register, as the hand-written shapes and the runtime are given it. */
export interface SampleCommand {
  readonly externalId: string;
  readonly key: string;
  readonly fields: Readonly<Record<string, unknown>>;
}

export const experimentId = 1;
export const organizationId = 1;

/** Commands that no earlier call made. */
export function commands(count: number): readonly SampleCommand[] {
  return Array.from({ length: count }, () => {
    const externalId = randomUUID();
    return { externalId, key: `key/1/${externalId}`, fields: sampleBody(externalId, experimentId) };
  });
}

/** Takes a group of commands at a time, durably. */
export interface Shape extends AsyncDisposable {
  /** What a service does before its runtime sees a command: parsing and validation, which is not timed. */
  prepare?(commands: readonly SampleCommand[]): void;
  group(commands: readonly SampleCommand[]): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
}
