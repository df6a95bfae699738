import { once } from 'node:events';
import { createServer, type Socket } from 'node:net';
import { BSON } from 'mongodb';

const opMsg = 2013;
const opReply = 1;
const greeting = BSON.serialize({
  ok: 1,
  isWritablePrimary: true,
  helloOk: true,
  maxBsonObjectSize: 16_777_216,
  maxMessageSizeBytes: 48_000_000,
  maxWriteBatchSize: 100_000,
  minWireVersion: 0,
  maxWireVersion: 21,
});

export interface GreetingServer extends AsyncDisposable {
  readonly port: number;
  [Symbol.asyncDispose](): Promise<void>;
}

/**
 * Greets whoever comes, whatever it is asked, and takes in nothing of what doesn't fit in one packet: then it closes the connection, or
 * lets it be. For tests of what the driver does with such a server.
 */
export async function greetingServer({ closesLarge = false, port = 0 } = {}): Promise<GreetingServer> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    socket.on('data', (message) => {
      if (message.readInt32LE(0) <= message.length) socket.write(replyTo(message));
      else {
        socket.pause();
        if (closesLarge) socket.end();
      }
    });
  });
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the server has no port');
  return {
    port: address.port,
    [Symbol.asyncDispose]: async () => {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}

/** https://www.mongodb.com/docs/manual/reference/mongodb-wire-protocol/ */
function replyTo(message: Buffer): Buffer {
  const isMessage = message.readInt32LE(12) === opMsg;
  const head = Buffer.alloc(isMessage ? 21 : 36);
  head.writeInt32LE(head.length + greeting.length, 0);
  head.writeInt32LE(message.readInt32LE(4), 8);
  head.writeInt32LE(isMessage ? opMsg : opReply, 12);
  if (!isMessage) head.writeInt32LE(1, 32);
  return Buffer.concat([head, greeting]);
}
