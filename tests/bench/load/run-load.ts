import { fileURLToPath } from 'node:url';
import { startNode } from '../node-process.ts';
import type { LoadPlan, LoadResult } from './plan.ts';

const generator = fileURLToPath(new URL('./generator.ts', import.meta.url));

/** Loads a server for the plan's time. Any answer but a 2xx fails the run: a fast refusal is no figure. */
export async function runLoad(plan: LoadPlan): Promise<LoadResult> {
  await using child = startNode({ script: generator, args: [JSON.stringify(plan)] });
  return await child.line((text) => (text.startsWith('{') ? (JSON.parse(text) as LoadResult) : undefined)); // as the generator wrote it
}
