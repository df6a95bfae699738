import { expect, test } from '@jest/globals';
import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import { join } from 'node:path';
import { dockerAnswers } from './docker.ts';
import { temporaryFolder } from './temporary-folder.ts';

async function engine(folder: string, listener: RequestListener) {
  const socketPath = join(folder, 'engine.sock');
  const server = createServer(listener).listen(socketPath);
  await once(server, 'listening');
  return {
    socketPath,
    [Symbol.dispose]() {
      server.close();
      server.closeAllConnections();
    },
  };
}

test('an engine that answers its ping is there', async () => {
  await using folder = await temporaryFolder();
  using docker = await engine(folder.path, (request, response) =>
    response.writeHead(request.url === '/_ping' ? 200 : 404).end('OK'),
  );

  expect(await dockerAnswers(docker.socketPath)).toBe(true);
});

test('an engine that refuses, never answers or has no socket is not there', async () => {
  await using folder = await temporaryFolder();
  await using otherFolder = await temporaryFolder();
  using refusing = await engine(folder.path, (_request, response) => response.writeHead(500).end());
  using silent = await engine(otherFolder.path, () => undefined);

  expect(await dockerAnswers(refusing.socketPath)).toBe(false);
  expect(await dockerAnswers(silent.socketPath)).toBe(false);
  expect(await dockerAnswers(join(folder.path, 'none.sock'))).toBe(false);
});
