import { expect, test } from '@jest/globals';
import { connect, createServer } from 'node:net';
import { once } from 'node:events';
import { freePort } from './free-port.ts';
import { startProcess } from './server-process.ts';

const script = (code: string) => ({ name: 'a script', command: process.execPath, args: ['-e', code] });
const isAlive = (pid: number) => {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};

test('answers when the server is ready, and stopping it ends the process', async () => {
  const server = await startProcess({
    ...script(`console.log('rea' + 'dy'); setInterval(() => 0, 1000);`),
    ready: (log) => log.includes('ready'),
  });
  expect(isAlive(server.pid)).toBe(true);

  await server.stop();

  expect(isAlive(server.pid)).toBe(false);
});

test('a server that can only be killed is gone after a kill', async () => {
  const server = await startProcess({
    ...script(`process.on('SIGTERM', () => 0); console.log('rea' + 'dy'); setInterval(() => 0, 1000);`),
    ready: (log) => log.includes('ready'),
  });

  await server.kill();

  expect(isAlive(server.pid)).toBe(false);
});

test('a server that ends early is an error with the tail of its log', async () => {
  const starting = startProcess({ ...script(`console.error('no ' + 'luck');`), ready: () => false });

  await expect(starting).rejects.toThrow(/a script did not start; the end of its log:\nno luck/);
});

test('a command that does not exist is an error that names the server', async () => {
  const starting = startProcess({ name: 'a dream', command: '/nowhere/dream', args: [], ready: () => false });

  await expect(starting).rejects.toThrow(/a dream/);
});

test('a free port can be bound on 127.0.0.1', async () => {
  const port = await freePort();
  const server = createServer().listen(port, '127.0.0.1');
  await once(server, 'listening');

  const client = connect(port, '127.0.0.1');
  await once(client, 'connect');

  client.destroy();
  server.close();
});
