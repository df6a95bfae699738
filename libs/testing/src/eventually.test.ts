import { expect, test } from '@jest/globals';
import { eventually } from './eventually.ts';

test('gives the first answer that is neither false nor undefined', async () => {
  const answers = [undefined, false, 0];

  expect(await eventually(() => answers.shift(), { intervalMs: 1 })).toBe(0);
});

test('goes on while the condition throws', async () => {
  let tries = 0;
  const condition = () => {
    tries += 1;
    if (tries < 3) throw new Error('not yet');
    return 'there';
  };

  expect(await eventually(condition, { intervalMs: 1 })).toBe('there');
});

test('names what it waited for and keeps the last error as cause', async () => {
  const waiting = eventually(() => Promise.reject(new Error('still closed')), { timeoutMs: 5, what: 'the door' });

  await expect(waiting).rejects.toMatchObject({
    message: 'the door did not come true within 5 ms',
    cause: { message: 'still closed' },
  });
});

test('ends in time although the condition never answers', async () => {
  const waiting = eventually(() => new Promise<boolean>(() => undefined), { timeoutMs: 5 });

  await expect(waiting).rejects.toThrow('did not come true within 5 ms');
});
