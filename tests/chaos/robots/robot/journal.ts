import { closeSync, existsSync, fstatSync, openSync, readFileSync, writeSync } from 'node:fs';

/** What was heard of one command. */
export interface Heard {
  /** Whether the robot was told, and not only who listens beside it. */
  told: boolean;
  /** Of the outcomes that were heard, each different one once. */
  readonly digests: Set<string>;
}

/** What a robot has noted, in all its lives. */
export interface RobotNotes {
  /** Every number up to this one was begun. */
  readonly begun: number;
  readonly heard: ReadonlyMap<string, Heard>;
  /** What the client refused or threw. */
  readonly troubles: readonly string[];
}

type Line =
  | { readonly begun: number }
  | { readonly heard: string; readonly digest: string; readonly told: boolean }
  | { readonly trouble: string };

/** The robot's record of what it did: a line of JSON each, written before the robot goes on. */
export interface Journal extends Disposable {
  /** It is noted before it is sent: what isn't noted was never sent. */
  begin(number: number): void;
  hear(heard: { readonly id: string; readonly digest: string; readonly told: boolean }): void;
  trouble(text: string): void;
}

/** A kill loses nothing of what was written, for the operating system has it; it can tear the last line, which then never was. */
export function openJournal(file: string): Journal {
  const handle = openSync(file, 'a');
  const write = (line: Line): void => {
    writeSync(handle, `${JSON.stringify(line)}\n`);
  };
  // Ends a line that was torn.
  if (fstatSync(handle).size > 0) writeSync(handle, '\n');
  return {
    begin: (begun) => {
      write({ begun });
    },
    hear: ({ id, digest, told }) => {
      write({ heard: id, digest, told });
    },
    trouble: (trouble) => {
      write({ trouble });
    },
    [Symbol.dispose]: () => {
      closeSync(handle);
    },
  };
}

export function readNotes(file: string): RobotNotes {
  let begun = 0;
  const heard = new Map<string, Heard>();
  const troubles: string[] = [];
  for (const line of linesOf(file)) {
    if ('begun' in line) begun = Math.max(begun, line.begun);
    else if ('trouble' in line) troubles.push(line.trouble);
    else {
      const one = heard.get(line.heard) ?? { told: false, digests: new Set() };
      one.told ||= line.told;
      one.digests.add(line.digest);
      heard.set(line.heard, one);
    }
  }
  return { begun, heard, troubles };
}

function linesOf(file: string): readonly Line[] {
  if (!existsSync(file)) return [];
  return readFileSync(file, 'utf8').split('\n').flatMap(readLine);
}

function readLine(text: string): readonly Line[] {
  try {
    return text === '' ? [] : [JSON.parse(text) as Line]; // written above
  } catch {
    return []; // torn
  }
}
