import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { eventually } from '@benchline/testing';

/** A connection whose bytes a test chooses itself, and that reads only when it is told to. */
export interface RawConnection extends Disposable {
  readonly socket: Socket;
  readonly write: (text: string) => void;
  /** Reads on until `text` has come. */
  readonly until: (text: string) => Promise<void>;
}

export async function rawConnection(port: number): Promise<RawConnection> {
  const socket = connect({ port, host: '127.0.0.1' });
  await once(socket, 'connect');
  let received = '';
  // What comes before the end of a connection is what a test asks for.
  socket.on('error', () => undefined);
  return {
    socket,
    write: (text) => void socket.write(text),
    until: async (text) => {
      if (socket.listenerCount('data') === 0) {
        socket.on('data', (chunk: Buffer) => {
          received += chunk.toString('latin1');
        });
      }
      await eventually(() => received.includes(text), { timeoutMs: 15_000 });
    },
    [Symbol.dispose]: () => void socket.destroy(),
  };
}
