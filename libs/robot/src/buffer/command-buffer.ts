import type { Command } from '../command.ts';

/** Keeps commands until their outcome is there. */
export interface CommandBuffer {
  /** Kept when it is fulfilled, in the order of the calls. @throws {RobotError} `buffer_failed`: then it is not kept. */
  keep(command: Command): Promise<void>;
  /** Its outcome is there. Where a crash loses that, the command is sent once more, and answered the same. */
  forget(id: string): void;
  close(): Promise<void>;
}

/** Keeps nothing beyond what the robot has in memory anyway. */
export function memoryBuffer(): CommandBuffer {
  return { keep: () => Promise.resolve(), forget: () => undefined, close: () => Promise.resolve() };
}
