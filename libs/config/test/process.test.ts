import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect, test } from '@jest/globals';

interface Child extends AsyncDisposable {
  /** Resolves when the text was printed to standard output. */
  said(text: string): Promise<void>;
  kill(signal: NodeJS.Signals): void;
  write(text: string): void;
  ended(): Promise<{ readonly code: number | null; readonly stdout: string; readonly stderr: string }>;
}

const timeoutMs = 20_000;

function start(behaviour: string, graceMs = 10_000): Child {
  const path = new URL('child.ts', import.meta.url).pathname;
  const child = spawn(process.execPath, [path, behaviour, String(graceMs)], {
    timeout: timeoutMs,
    killSignal: 'SIGKILL',
  });
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => (stdout += chunk));
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => (stderr += chunk));
  const closed = once(child, 'close');
  return {
    async said(text) {
      while (!stdout.includes(text)) await once(child.stdout, 'data', { signal: AbortSignal.timeout(timeoutMs) });
    },
    kill: (signal) => void child.kill(signal),
    write: (text) => void child.stdin.write(text),
    async ended() {
      await closed;
      return { code: child.exitCode, stdout, stderr };
    },
    async [Symbol.asyncDispose]() {
      child.kill('SIGKILL');
      await closed;
    },
  };
}

// @req service.drain
test.each(['SIGTERM', 'SIGINT'] as const)('%s stops what runs, then the process ends well', async (signal) => {
  await using child = start('wellBehaved');
  await child.said('started');

  child.kill(signal);

  expect(await child.ended()).toEqual({ code: 0, stdout: 'started\nstopped\n', stderr: '' });
});

test('a signal during the start is kept until the start is done', async () => {
  await using child = start('startsSlowly');
  await child.said('starting');

  child.kill('SIGTERM');
  child.write('go on\n');

  expect(await child.ended()).toMatchObject({ code: 0, stdout: 'starting\nstarted\nstopped\n' });
});

test('a second signal ends a stop that hangs', async () => {
  await using child = start('hangs');
  await child.said('started');

  child.kill('SIGTERM');
  child.kill('SIGINT');

  expect(await child.ended()).toMatchObject({ code: 1, stderr: expect.stringContaining('second signal') });
});

test('a stop that takes longer than the grace period is cut off', async () => {
  await using child = start('hangs', 20);
  await child.said('started');

  child.kill('SIGTERM');

  expect(await child.ended()).toMatchObject({ code: 1, stderr: 'child: the stop took longer than 20 ms\n' });
});

// @req service.config
test('bad settings end the process with one line and exit code 78', async () => {
  await using child = start('badSettings');

  expect(await child.ended()).toEqual({ code: 78, stdout: '', stderr: 'child: bad settings: PORT must be a number\n' });
});

test.each([
  ['failsToStart', 'no answer from nats://[redacted]@bus'],
  ['rejects', 'unhandled rejection: Error: nobody waits for me'],
  ['throws', 'uncaught exception: Error: out of nowhere'],
])('%s: the process says why and ends with exit code 1', async (behaviour, text) => {
  await using child = start(behaviour);

  const { code, stderr } = await child.ended();

  expect(code).toBe(1);
  expect(stderr).toContain(text);
  expect(stderr).not.toContain('hunter2');
});

test('a stop that fails ends the process with exit code 1', async () => {
  await using child = start('failsToStop');
  await child.said('started');

  child.kill('SIGTERM');

  expect(await child.ended()).toMatchObject({ code: 1, stderr: expect.stringContaining('can not stop') });
});
