import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { eventually } from '@benchline/testing/servers';

/** A connection whose bytes a test chooses itself. */
export interface RawConnection extends Disposable {
  write(text: string): void;
  /** All that came so far, once it contains `text`. */
  until(text: string): Promise<string>;
  [Symbol.dispose](): void;
}

const answerTimeoutMs = 15_000;

export async function rawConnection(url: string): Promise<RawConnection> {
  const { hostname, port } = new URL(url);
  const socket: Socket = connect(Number(port), hostname);
  let received = '';
  socket.setEncoding('utf8').on('data', (text: string) => {
    received += text;
  });
  await once(socket, 'connect', { signal: AbortSignal.timeout(answerTimeoutMs) });
  socket.on('error', () => undefined); // what came before it is what a test asks for
  return {
    write: (text) => void socket.write(text),
    until: (text) =>
      eventually(() => received.includes(text) && received, {
        timeoutMs: answerTimeoutMs,
        what: `"${text}" coming in`,
      }),
    [Symbol.dispose]: () => void socket.destroy(),
  };
}

/** Whether nobody takes connections at the address any more. */
export async function refusesConnections(url: string): Promise<boolean> {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname);
  try {
    await once(socket, 'connect', { signal: AbortSignal.timeout(1_000) });
    return false;
  } catch {
    return true;
  } finally {
    socket.destroy();
  }
}
