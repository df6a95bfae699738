import { pino } from 'pino';
import { redactLine } from './redact.ts';

export type Logger = pino.Logger;

export interface LoggerOptions {
  readonly service: string;
  readonly version: string;
  readonly level: string;
  /** Where lines go; standard output where nothing is said. */
  readonly destination?: pino.DestinationStream;
}

/**
 * A logger that writes a JSON object a line. Secrets are taken out of the finished line, so it doesn't matter how they came into it:
 * message, fields at any depth, fields of a child logger, an error's stack or cause.
 */
export function createLogger({ service, version, level, destination }: LoggerOptions): Logger {
  const options: pino.LoggerOptions = {
    level,
    base: { service, version },
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label) => ({ level: label }) },
    serializers: { error: pino.stdSerializers.err },
    hooks: { streamWrite: redactLine },
  };
  return destination === undefined ? pino(options) : pino(options, destination);
}
