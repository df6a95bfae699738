import { connect } from 'node:net';

export interface RawAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

const timeoutMs = 10_000;

/** Sends bytes as they are and reads one answer; more than a client library would let through. */
export function rawRequest(port: number, ...parts: readonly (string | Buffer)[]): Promise<RawAnswer> {
  return new Promise((resolve, reject) => {
    const socket = connect({ port, host: '127.0.0.1' });
    let received = Buffer.alloc(0);
    const done = () => {
      const answer = parse(received.toString('latin1'));
      if (answer === undefined) return;
      resolve(answer);
      socket.destroy();
    };
    socket.setTimeout(timeoutMs, () => socket.destroy(new Error(`no answer, only: ${received.toString('latin1')}`)));
    socket.on('data', (chunk) => {
      received = Buffer.concat([received, chunk]);
      done();
    });
    socket.on('error', reject);
    socket.on('close', () => {
      reject(new Error(`closed after: ${received.toString('latin1')}`));
    });
    for (const part of parts) socket.write(part);
  });
}

/** An answer with its whole body, or `undefined` while some is missing. */
function parse(text: string): RawAnswer | undefined {
  const end = text.indexOf('\r\n\r\n');
  if (end === -1) return undefined;
  const [statusLine = '', ...lines] = text.slice(0, end).split('\r\n');
  const headers = Object.fromEntries(
    lines.map((line) => [line.slice(0, line.indexOf(':')).toLowerCase(), line.slice(line.indexOf(':') + 1).trim()]),
  );
  const body = text.slice(end + 4);
  if (body.length < Number(headers['content-length'] ?? 0)) return undefined;
  return { status: Number(statusLine.split(' ')[1]), headers, body: Buffer.from(body, 'latin1').toString('utf8') };
}
