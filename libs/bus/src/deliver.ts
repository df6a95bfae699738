import type { Heard } from './bus.ts';

/** Hears of what a listener's handler threw: a defect. */
export type DefectListener = (thrown: unknown, pattern: string) => void;

export interface Ear {
  readonly pattern: string;
  /** What it returns is only looked at if it is a promise, for its rejection. */
  readonly handler: (message: Heard) => unknown;
}

/** Hands a message to one listener; what its handler throws, or rejects with later, reaches nobody but `onDefect`. */
export function deliver(message: Heard, { pattern, handler }: Ear, onDefect: DefectListener | undefined): void {
  new Promise((resolve) => {
    resolve(handler(message));
  }).catch((thrown: unknown) => onDefect?.(thrown, pattern));
}
