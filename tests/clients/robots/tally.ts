import { isDeepStrictEqual } from 'node:util';
import type { Counted } from '../run-story.ts';

/** Counts what a story finds, and says each in a line. */
export interface Tally {
  /** Whether what was found is what was expected; if not, both are shown. */
  readonly equal: (name: string, found: unknown, expected: unknown) => void;
  /** Whether a text has this part; if not, it is shown. */
  readonly contains: (name: string, text: string, part: string | RegExp) => void;
  readonly counted: () => Counted;
}

export function tally(): Tally {
  let [passed, failed] = [0, 0];
  const count = (name: string, ok: boolean, why: string): void => {
    if (ok) passed += 1;
    else failed += 1;
    console.log(ok ? `ok ${name}` : `${why.trimEnd()}\nnot ok ${name}`);
  };
  return {
    equal: (name, found, expected) => {
      const why = `found ${JSON.stringify(found)}\nexpected ${JSON.stringify(expected)}`;
      count(name, isDeepStrictEqual(found, expected), why);
    },
    contains: (name, text, part) => {
      const has = typeof part === 'string' ? text.includes(part) : part.test(text);
      count(name, has, `${text}\nwithout ${String(part)}`);
    },
    counted: () => ({ passed, failed }),
  };
}
