import { eventually } from '@benchline/testing';
import { expect, test } from '@jest/globals';
import { describeBus } from './contract.ts';
import { inProcessBus } from './in-process.ts';

// @req bus.contract
describeBus('in process', ({ onDefect }) => Promise.resolve(inProcessBus({ retain: 1_000, onDefect })));

test('when more waits than may, bells are dropped and events are not', async () => {
  const bus = inProcessBus({ retain: 100, queueMax: 10 });
  const heard: string[] = [];
  bus.listen('>', ({ subject }) => heard.push(subject));

  for (let count = 0; count < 50; count += 1) bus.ring('bell');
  await bus.publish(Array.from({ length: 50 }, (_, index) => ({ subject: 'event', id: String(index), data: '' })));

  await eventually(() => heard.filter((subject) => subject === 'event').length === 50);
  expect(heard.filter((subject) => subject === 'bell')).toHaveLength(10);
  expect(await bus.replay('event', 100)).toHaveLength(50);
});

test('at least as many events are kept as were asked for, and not many more', async () => {
  const bus = inProcessBus({ retain: 10 });

  for (let index = 0; index < 95; index += 1) {
    await bus.publish([{ subject: 'event', id: String(index), data: String(index) }]);
  }

  const kept = await bus.replay('>', 1_000);
  expect(kept.length).toBeGreaterThanOrEqual(10);
  expect(kept.length).toBeLessThan(20);
  expect(kept.at(-1)?.data).toBe('94');
});
