/** The bytes that all bodies together hold, bounded: many large uploads at once are refused, never the process ended. */
export interface BodyMemory {
  /** Whether the bytes were to be had. */
  take(bytes: number): boolean;
  give(bytes: number): void;
}

export function bodyMemory(bytesMax: number): BodyMemory {
  let held = 0;
  return {
    take(bytes) {
      if (held + bytes > bytesMax) return false;
      held += bytes;
      return true;
    },
    give(bytes) {
      held -= bytes;
    },
  };
}
