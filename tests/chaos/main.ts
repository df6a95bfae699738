/**
 * `npm run chaos -- --shape one-process|processes|replicas --creates 20000`: kills -9 any one process again and again while many callers
 * create samples, and ends with what was acknowledged, lost, doubled and left out of the audit. A kill comes after `--peace-ms` at the
 * latest, and sooner where the work is done so fast that there would be fewer than about `--kills`. `--seed` makes the same choices again.
 */
import { parseArgs } from 'node:util';
import { startOwnEngines } from '../harness/engines.ts';
import { shapeNames, startOneProcess, startProcesses, type ShapeName } from '../harness/shapes.ts';
import type { Product } from '../harness/product.ts';
import { runChaos } from './run-chaos.ts';
import { verdictLine } from './verdict.ts';

const { values } = parseArgs({
  options: {
    shape: { type: 'string', default: 'one-process' },
    creates: { type: 'string', default: '20000' },
    clients: { type: 'string', default: '64' },
    seconds: { type: 'string', default: '600' },
    'peace-ms': { type: 'string', default: '2000' },
    kills: { type: 'string', default: '20' },
    seed: { type: 'string', default: String(Math.floor(Math.random() * 2 ** 31)) },
  },
});

function number(name: 'creates' | 'clients' | 'seconds' | 'peace-ms' | 'kills' | 'seed'): number {
  const value = Number(values[name]);
  if (Number.isSafeInteger(value) && value >= 0) return value;
  console.error(`--${name} is a whole number`);
  process.exit(78);
}

function shapeOf(text: string): ShapeName {
  const shape = shapeNames.find((known) => known === text);
  if (shape !== undefined) return shape;
  console.error(`--shape is one of ${shapeNames.join(', ')}`);
  process.exit(78);
}

async function startShape(shape: ShapeName, stack: AsyncDisposableStack): Promise<Product> {
  switch (shape) {
    case 'one-process':
      return stack.use(await startOneProcess());
    case 'processes':
    case 'replicas': {
      const engines = stack.use(await startOwnEngines());
      return stack.use(await startProcesses({ engines, replicas: shape === 'replicas' ? 2 : 1 }));
    }
  }
}

const shape = shapeOf(values.shape);
const plan = { creates: number('creates'), clients: number('clients'), seconds: number('seconds') };
const seed = number('seed');
console.log(`chaos: ${shape}, ${plan.creates} creates by ${plan.clients} callers, seed ${seed}`);

await using stack = new AsyncDisposableStack();
const product = await startShape(shape, stack);
const outcome = await runChaos({
  ...plan,
  product,
  seed,
  peaceMsMax: number('peace-ms'),
  killsWanted: number('kills'),
  tell: (line) => {
    console.log(line);
  },
});
if (!outcome.sound) console.log(product.output());
console.log(verdictLine(outcome.verdict));
process.exitCode = outcome.sound ? 0 : 1;
