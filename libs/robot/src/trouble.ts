import type { RobotError } from './robot-error.ts';

export type TellTrouble = (trouble: RobotError) => void;

const repeatMs = 60_000;

/** Tells of trouble, the same one again only after a minute: what heals by itself is tried many times before it does. */
export function troubleTeller(onTrouble: TellTrouble = warn): TellTrouble {
  let last = { text: '', at: -Infinity };
  return (trouble) => {
    const text = `${trouble.code} ${trouble.message}`;
    const at = performance.now();
    if (text === last.text && at - last.at < repeatMs) return;
    last = { text, at };
    try {
      onTrouble(trouble);
    } catch {
      // Who is told of trouble and makes some has nobody else to tell.
    }
  };
}

/** A robot whose key is wrong would wait without a word otherwise. */
function warn({ code, message }: RobotError): void {
  console.warn(`benchline robot: ${code}: ${message}`);
}
