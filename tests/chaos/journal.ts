import type { Answer } from '../harness/client.ts';
import type { NewSample, Sample } from '../harness/wire.ts';
import type { Access } from './judge-access.ts';
import type { Act } from './judge-audit.ts';

/** What is done while processes are killed. A run in which one of it was never done says nothing. */
export const doings = [
  'samples',
  'bulk rows',
  'sign-ins',
  'sign-outs',
  'keys made',
  'keys revoked',
  'role changes',
] as const;
export type Doing = (typeof doings)[number];

/** A credential that was taken back, to be tried once more at the end. */
export interface Retired {
  readonly what: Access['what'];
  readonly credential: string;
  /** What it could read. */
  readonly path: string;
}

/** A sample that a bulk call made, and that nothing changes afterwards. */
export interface AcknowledgedRow {
  readonly id: number;
  readonly sent: NewSample;
}

const shownCharactersMax = 150;

/** What all callers were told, for the verdict. */
export class Journal {
  /** Samples of single calls as they were acknowledged, by their external ids. */
  readonly samples = new Map<string, Sample>();
  /** Samples of bulk calls. */
  readonly rows: AcknowledgedRow[] = [];
  readonly accesses: Access[] = [];
  /** What was acknowledged and has to be in the audit. */
  readonly acts: Act[] = [];
  readonly retired: Retired[] = [];
  /** How often each was acknowledged. */
  readonly done = new Map<Doing, number>(doings.map((doing) => [doing, 0]));
  /** Answers that neither acknowledge nor mean "later": there should be none. */
  readonly refused = new Map<string, number>();
  /** Calls that were made again. */
  repeats = 0;

  did(doing: Doing, count = 1): void {
    this.done.set(doing, (this.done.get(doing) ?? 0) + count);
  }

  readonly repeated = (): void => {
    this.repeats += 1;
  };

  refuse(what: string, { status, text }: Pick<Answer, 'status' | 'text'>): void {
    const line = `${what}: ${String(status)} ${text.slice(0, shownCharactersMax)}`;
    this.refused.set(line, (this.refused.get(line) ?? 0) + 1);
  }
}
