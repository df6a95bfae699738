import { expect, test } from '@jest/globals';
import { runServer, withAnotherPort, type RunningServer } from './running-server.ts';

const process = { pid: 1, kill: () => Promise.resolve(), stop: () => Promise.resolve() };
const run = (): Promise<RunningServer> =>
  runServer(
    'test://',
    () => Promise.resolve(process),
    () => Promise.resolve(),
  );

test('a port that another took in the meantime makes the start be tried again', async () => {
  const failures = ['bind: address already in use', 'Address already in use'];

  const server = await withAnotherPort(() => {
    const failure = failures.shift();
    return failure === undefined ? run() : Promise.reject(new Error(failure));
  });

  expect(server.url).toBe('test://');
});

test('a start that fails for another reason, or for the port a third time, is not tried again', async () => {
  let starts = 0;
  const failing = (message: string) => () => {
    starts += 1;
    return Promise.reject(new Error(message));
  };

  await expect(withAnotherPort(failing('no disk'))).rejects.toThrow('no disk');
  expect(starts).toBe(1);
  await expect(withAnotherPort(failing('address already in use'))).rejects.toThrow('address already in use');
  expect(starts).toBe(4);
});

test('what was made for a server is cleaned up when it does not start', async () => {
  let cleanedUp = false;
  const failing = runServer(
    'test://',
    () => Promise.reject(new Error('no start')),
    () => {
      cleanedUp = true;
      return Promise.resolve();
    },
  );

  await expect(failing).rejects.toThrow('no start');
  expect(cleanedUp).toBe(true);
});
