import { expect, test } from '@jest/globals';
import { experimentOf, fillingOf, samplesPerCall } from './filling.ts';

test('each experiment of a filling has a thousand samples, which came in four calls', () => {
  const filling = fillingOf(12_000);
  const calls = new Map<number, Map<number, number>>();
  for (let number = 1; number <= filling.samples; number += 1) {
    const call = Math.floor((number - 1) / samplesPerCall);
    const ofExperiment = calls.get(experimentOf(filling, number)) ?? new Map<number, number>();
    calls.set(experimentOf(filling, number), ofExperiment.set(call, (ofExperiment.get(call) ?? 0) + 1));
  }

  expect([...calls.keys()].sort((a, b) => a - b)).toEqual(Array.from({ length: 12 }, (_, at) => at + 1));
  expect([...calls.values()].map((each) => [...each.values()])).toEqual(Array(12).fill([250, 250, 250, 250]));
});

test('the smallest filling has as many experiments as one call names', () => {
  expect(fillingOf(1_000)).toEqual({ samples: 1_000, experiments: 4 });
});
