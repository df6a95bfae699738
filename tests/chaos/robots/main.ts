/**
 * `npm run chaos:robots -- --shape one-process|processes --commands 100000`: kills -9 the broker, the services, what they keep records in,
 * and robots, again and again, while robots send commands. It ends with what robots sent, and what was lost, doubled, done out of order, or
 * answered not at all or in two ways. `--kills` are spread over the work; `--seed` makes the same choices again.
 */
import { parseArgs } from 'node:util';
import { runRobotsChaos } from './run-robots.ts';
import { robotShapes, startShape, type RobotShape } from './shape-under-fire.ts';
import { verdictLine } from './verdict.ts';

const { values } = parseArgs({
  options: {
    shape: { type: 'string', default: 'one-process' },
    commands: { type: 'string', default: '100000' },
    robots: { type: 'string', default: '20' },
    kills: { type: 'string', default: '40' },
    seconds: { type: 'string', default: '1200' },
    seed: { type: 'string', default: String(Math.floor(Math.random() * 2 ** 31)) },
  },
});

function number(name: 'commands' | 'robots' | 'kills' | 'seconds' | 'seed'): number {
  const value = Number(values[name]);
  if (Number.isSafeInteger(value) && value >= 0) return value;
  console.error(`--${name} is a whole number`);
  process.exit(78);
}

function shapeOf(text: string): RobotShape {
  const shape = robotShapes.find((known) => known === text);
  if (shape !== undefined) return shape;
  console.error(`--shape is one of ${robotShapes.join(', ')}`);
  process.exit(78);
}

const name = shapeOf(values.shape);
const plan = {
  ...{ commands: number('commands'), robots: number('robots'), kills: number('kills') },
  ...{ seconds: number('seconds'), seed: number('seed') },
};
console.log(
  `chaos of robots: ${name}, ${String(plan.commands)} commands by ${String(plan.robots)} robots, seed ${String(plan.seed)}`,
);

await using shape = await startShape(name);
const { verdict, complaints } = await runRobotsChaos({
  ...plan,
  ...{ product: shape.product, nats: shape.nats, targets: shape.targets },
  tell: (line) => {
    console.log(`${(performance.now() / 1000).toFixed(1).padStart(7)} s  ${line.trim()}`);
  },
}).catch((error: unknown) => {
  console.log(shape.product.output());
  throw error;
});
const sound = complaints.length === 0;
if (!sound) console.log([shape.product.output(), ...complaints].join('\n'));
console.log(verdictLine(verdict));
process.exitCode = sound ? 0 : 1;
