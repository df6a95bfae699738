/** `npm run bench`: what the product does a second, side by side with the least that could do the same. docs/performance.md explains. */
import { fileURLToPath } from 'node:url';
import { describeMachine, machineLines } from './machine.ts';
import { readOptions, type BenchOptions, type PartName } from './options.ts';
import { measureBulk } from './parts/bulk.ts';
import { measureFootprint } from './parts/footprint.ts';
import { measureGet } from './parts/get-sample.ts';
import { measureManySamples } from './parts/many-samples.ts';
import { measurePost } from './parts/post-sample.ts';
import { measureRobots } from './parts/robots.ts';
import { measureRuntime } from './parts/runtime.ts';
import { measureSignIn } from './parts/sign-in.ts';
import { printPart, writeResults, type PartResult } from './report.ts';

const measures: Readonly<Record<PartName, (options: BenchOptions) => Promise<PartResult>>> = {
  a: measureGet,
  b: measurePost,
  c: measureBulk,
  d: measureRuntime,
  e: measureFootprint,
  f: measureSignIn,
  g: measureManySamples,
  h: measureRobots,
};

for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1));
process.setMaxListeners(50); // one for each running process
const options = readOptions(process.argv.slice(2));
const machine = describeMachine();
process.stdout.write(machineLines(machine));
process.stdout.write(`medians of ${String(options.rounds)} rounds, bare and ours in turn\n`);
const parts: PartResult[] = [];
let file = '';
for (const part of options.parts) {
  const result = await measures[part](options);
  printPart(result);
  parts.push(result);
  file = writeResults(fileURLToPath(new URL('../results', import.meta.url)), machine, parts); // what is measured is kept if the next part fails
}
process.stdout.write(`\n${file}\n`);
