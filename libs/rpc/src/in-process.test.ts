import { expect, test } from '@jest/globals';
import { describeCalls } from './contract.ts';
import { echo, textMethod } from './echo.ts';
import { inProcessServer } from './in-process.ts';
import { serveMethod } from './serve.ts';

// @req rpc.contract
describeCalls('in process', (settings) => {
  const server = inProcessServer(settings);
  return Promise.resolve({
    server,
    channel: server.channel(),
    [Symbol.asyncDispose]: () => server.close(),
  });
});

test('a method is offered once', () => {
  const server = inProcessServer();
  server.add([serveMethod(textMethod('Echo'), echo)]);

  expect(() => {
    server.add([serveMethod(textMethod('Echo'), echo)]);
  }).toThrow('/benchline.test.v1.TextService/Echo is offered already');
});
