/**
 * `npm run chaos -- --shape one-process|processes|replicas --creates 20000`: kills -9 any one process again and again while many callers
 * create samples, one by one and in bulk, people come and go, and keys and roles are changed. It ends with what was acknowledged, lost,
 * doubled, left out of the audit, and accepted after it had been taken back. A kill comes after `--peace-ms` at the
 * latest, and sooner where the work is done so fast that there would be fewer than about `--kills`; the work goes on until every process
 * was killed once. `--seed` makes the same choices again.
 */
import { parseArgs } from 'node:util';
import { startOwnEngines } from '../harness/engines.ts';
import { shapeNames, startOneProcess, startProcesses, type ShapeName } from '../harness/shapes.ts';
import type { Product } from '../harness/product.ts';
import { chaosSettings, runChaos } from './run-chaos.ts';
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
      return stack.use(await startOneProcess(chaosSettings));
    case 'processes':
    case 'replicas': {
      const engines = stack.use(await startOwnEngines());
      const number = shape === 'replicas' ? 2 : 1;
      return stack.use(await startProcesses({ engines, replicas: number, gateways: number, extra: chaosSettings }));
    }
  }
}

const linesOfEach = 20;

/** The end of what each process wrote, without the calls that had to be repeated: killing makes many of those. */
function tellingLines(output: string): string {
  const parts = output.split(/^(?=--- )/m).map((part) => part.trimEnd().split('\n'));
  return parts
    .flatMap(([name, ...lines]) => [
      name,
      ...lines.filter((line) => !line.includes('"status":503')).slice(-linesOfEach),
    ])
    .join('\n');
}

const shape = shapeOf(values.shape);
const plan = { creates: number('creates'), clients: number('clients'), seconds: number('seconds') };
const seed = number('seed');
console.log(
  `chaos: ${shape}, ${String(plan.creates)} creates by ${String(plan.clients)} callers, seed ${String(seed)}`,
);

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
}).catch((error: unknown) => {
  console.log(tellingLines(product.output()));
  throw error;
});
const sound = outcome.complaints.length === 0;
if (!sound) console.log([tellingLines(product.output()), ...outcome.complaints].join('\n'));
console.log(verdictLine(outcome.verdict));
process.exitCode = sound ? 0 : 1;
