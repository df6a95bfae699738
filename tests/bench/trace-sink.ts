import { once } from 'node:events';
import { createServer } from 'node:http';

/** Takes what the product's processes send of their traces, so that a measurement has tracing on. It reads all and keeps nothing. */
export interface TraceSink extends AsyncDisposable {
  /** What turns tracing on, as the product's settings take it: everything else of it stays at its default. */
  readonly settings: Readonly<Record<string, string>>;
  /** @throws {Error} when nothing came: then tracing was not on. */
  readonly check: () => void;
  [Symbol.asyncDispose](): Promise<void>;
}

export async function startTraceSink(): Promise<TraceSink> {
  let received = 0;
  const server = createServer((request, response) => {
    request.on('data', (chunk: Buffer) => {
      received += chunk.length;
    });
    request.on('end', () => response.writeHead(200, { 'content-type': 'application/x-protobuf' }).end());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('a TCP server has a port');
  return {
    settings: { OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${String(address.port)}` },
    check: () => {
      if (received === 0) throw new Error('no process sent a trace');
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
