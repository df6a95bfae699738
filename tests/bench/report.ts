import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Machine } from './machine.ts';
import { median, ratios } from './rounds.ts';

/** What a figure has to come to. Measured and told, never enforced: another machine gives others. */
export type Goal = { readonly atLeast: number } | { readonly atMost: number };

/** One thing measured in several rounds, beside the bare line of the same rounds where there is one. */
export interface Figure {
  readonly name: string;
  readonly unit: string;
  readonly rounds: readonly number[];
  readonly bare?: { readonly name: string; readonly rounds: readonly number[] };
  /** Of the ratio, where there is a bare line. */
  readonly goal?: Goal;
  /** Of the figure itself, where there is a bare line. */
  readonly ownGoal?: Goal;
  readonly note?: string;
}

export interface PartResult {
  readonly part: string;
  readonly title: string;
  readonly figures: readonly Figure[];
  /** What was not measured, and why. */
  readonly skipped: readonly string[];
}

/** Prints a part, ratios first. */
export function printPart({ part, title, figures, skipped }: PartResult): void {
  const lines = [
    ``,
    `(${part}) ${title}`,
    ...figures.flatMap(figureLines),
    ...skipped.map((why) => `  SKIPPED ${why}`),
  ];
  process.stdout.write(`${lines.join('\n')}\n`);
}

function figureLines({ name, unit, rounds, bare, goal, ownGoal, note }: Figure): readonly string[] {
  const own = `${show(median(rounds))} ${unit}  [${rounds.map(show).join(' ')}]`;
  const tail = note === undefined ? [] : [`        ${note}`];
  if (bare === undefined) return [`  ${name}: ${own}${verdict(goal, median(rounds), show)}`, ...tail];
  const each = ratios(rounds, bare.rounds);
  const ratio = median(each);
  return [
    `  ${name}: ${percent(ratio)} of ${bare.name}  [${each.map(percent).join(' ')}]${verdict(goal, ratio, percent)}`,
    `        ours ${own}${verdict(ownGoal, median(rounds), show)}`,
    `        bare ${show(median(bare.rounds))} ${unit}  [${bare.rounds.map(show).join(' ')}]`,
    ...tail,
  ];
}

function verdict(goal: Goal | undefined, value: number, write: (value: number) => string): string {
  if (goal === undefined) return '';
  const reached = 'atLeast' in goal ? value >= goal.atLeast : value <= goal.atMost;
  const wanted = 'atLeast' in goal ? `at least ${write(goal.atLeast)}` : `at most ${write(goal.atMost)}`;
  return `  goal ${wanted}: ${reached ? 'reached' : 'NOT REACHED'}`;
}

function show(value: number): string {
  return value.toLocaleString('en-US', { maximumFractionDigits: value < 100 ? 2 : 0 });
}

function percent(ratio: number): string {
  return `${show(Math.round(ratio * 1000) / 10)} %`;
}

/** Writes the run down as JSON, with medians and ratios worked out, and answers the file's path. */
export function writeResults(folder: string, machine: Machine, parts: readonly PartResult[]): string {
  mkdirSync(folder, { recursive: true });
  const file = join(folder, `bench-${machine.at.replaceAll(':', '')}.json`);
  const worked = parts.map((part) => ({ ...part, figures: part.figures.map(workedOut) }));
  writeFileSync(file, `${JSON.stringify({ machine, parts: worked }, undefined, 2)}\n`);
  return file;
}

function workedOut(figure: Figure): object {
  const { rounds, bare } = figure;
  if (bare === undefined) return { ...figure, median: median(rounds) };
  const each = ratios(rounds, bare.rounds);
  return { ...figure, median: median(rounds), bareMedian: median(bare.rounds), ratios: each, ratio: median(each) };
}
