import type { Meter } from '@benchline/telemetry';
import { counter } from '@benchline/telemetry';
import type { Outcome } from './callout.ts';

/** Counts what became of robots that wanted to connect. */
export function robotOutcomes(meter: Meter): (outcome: Outcome) => void {
  const connects = counter(meter, {
    name: 'robot_connects',
    description: 'Robots that wanted to connect: admitted, refused for their key, or not judged (all other outcomes).',
  });
  return (outcome) => {
    connects.add(1, { outcome });
  };
}
