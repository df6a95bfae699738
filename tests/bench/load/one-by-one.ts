import { Agent, request, type IncomingMessage } from 'node:http';
import { once } from 'node:events';
import { median } from '../rounds.ts';

/** One request: a GET, or a POST where there is a body. */
export interface Ask {
  readonly path: string;
  readonly body?: string;
  readonly idempotencyKey?: string;
}

/** Asks one thing after the other over one connection. */
export interface Asker extends AsyncDisposable {
  /** Answers the body of a 2xx. @throws {Error} of any other answer. */
  ask(ask: Ask): Promise<string>;
  [Symbol.asyncDispose](): Promise<void>;
}

const timeoutMs = 30_000;

export function startAsking({ url, key }: { readonly url: string; readonly key: string }): Asker {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const ask = async ({ path, body, idempotencyKey }: Ask): Promise<string> => {
    const sent = request(`${url}${path}`, {
      agent,
      method: body === undefined ? 'GET' : 'POST',
      headers: {
        authorization: `Bearer ${key}`,
        ...(body !== undefined && { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) }),
        ...(idempotencyKey !== undefined && { 'idempotency-key': idempotencyKey }),
      },
      signal: AbortSignal.timeout(timeoutMs),
    });
    sent.end(body);
    const [answer] = (await once(sent, 'response')) as [IncomingMessage]; // as node:http says
    const chunks: Buffer[] = [];
    for await (const chunk of answer) chunks.push(chunk as Buffer); // no encoding is set
    const text = Buffer.concat(chunks).toString();
    const status = answer.statusCode ?? 0;
    if (status < 200 || status > 299) throw new Error(`${path} answered ${String(status)} ${text.slice(0, 500)}`);
    return text;
  };
  return {
    ask,
    [Symbol.asyncDispose]() {
      agent.destroy();
      return Promise.resolve();
    },
  };
}

/**
 * Does each of some things in turn, again and again, for a time. Answers how long each took: the median, in milliseconds. So close
 * together, all of them have the same share of a machine that others use.
 */
export async function mediansMs(
  things: readonly (() => Promise<unknown>)[],
  forMs: number,
): Promise<readonly number[]> {
  const tookMs = things.map((): number[] => []);
  const until = performance.now() + forMs;
  while (performance.now() < until) {
    for (const [at, thing] of things.entries()) {
      const begunAt = performance.now();
      await thing();
      tookMs[at]?.push(performance.now() - begunAt);
    }
  }
  return tookMs.map(median);
}
