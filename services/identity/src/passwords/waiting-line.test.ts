import { expect, test } from '@jest/globals';
import { WaitingLine } from './waiting-line.ts';

const terms = { atOnce: 2, waitingMax: 10, waitMsMax: 60_000 };

test('work runs in order, so many at a time, and a failure takes nobody’s place', async () => {
  const line = new WaitingLine(terms);
  const begun: string[] = [];
  let [running, most] = [0, 0];
  const work = (name: string) => async (): Promise<void> => {
    running += 1;
    most = Math.max(most, running);
    begun.push(name);
    await Promise.resolve();
    running -= 1;
    if (name === 'b') throw new Error('b');
  };

  const outcomes = await Promise.allSettled(['a', 'b', 'c', 'd'].map((name) => line.run(work(name))));

  expect(begun).toEqual(['a', 'b', 'c', 'd']);
  expect(most).toBe(2);
  expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled', 'fulfilled']);
  expect(line.idle).toBe(true);
});

test('who waits for too long is refused, and those behind get their turn', async () => {
  const line = new WaitingLine({ ...terms, atOnce: 1, waitMsMax: 1 });
  const first = Promise.withResolvers<undefined>();

  const running = line.run(() => first.promise);
  const waiting = line.run(() => Promise.resolve('late'));
  await expect(waiting).rejects.toMatchObject({ reason: 'overloaded' });
  first.resolve(undefined);
  await running;

  expect(await line.run(() => Promise.resolve('on time'))).toBe('on time');
});
