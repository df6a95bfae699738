export type Fields = Readonly<Record<string, unknown>>;

/** An answer of the API, its body read. */
export interface Answer<Body = Fields> {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Body;
  readonly text: string;
}

export interface Sent {
  readonly method: string;
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent as it is. */
  readonly body?: string | Uint8Array<ArrayBuffer>;
}

/** Talks HTTP to a product with a key or a session's token. What it answers is read as JSON and trusted to have the shape that is asked for. */
export interface Client {
  send<Body = Fields>(sent: Sent): Promise<Answer<Body>>;
  get<Body = Fields>(path: string): Promise<Answer<Body>>;
  post<Body = Fields>(path: string, body: unknown, headers?: Readonly<Record<string, string>>): Promise<Answer<Body>>;
  patch<Body = Fields>(path: string, body: unknown, headers?: Readonly<Record<string, string>>): Promise<Answer<Body>>;
}

export interface Target {
  readonly url: string;
  /** A key or a session's token; none where nobody is signed in. */
  readonly key: string | undefined;
  /** How long a call may take, 30 s unless told. */
  readonly timeoutMs?: number;
}

/** Where the integration surface begins. */
export const integrations = '/api/v1/integrations';

/** Paths begin at the integration surface unless they name another one in full (`/api/…`, `/readyz`). */
export function clientOf({ url, key, timeoutMs = 30_000 }: Target): Client {
  const send = async <Body>({ method, path, headers = {}, body }: Sent): Promise<Answer<Body>> => {
    const response = await fetch(`${url}${/^\/(api|healthz|readyz|version)/.test(path) ? '' : integrations}${path}`, {
      method,
      headers: { ...(key !== undefined && { authorization: `Bearer ${key}` }), ...headers },
      signal: AbortSignal.timeout(timeoutMs),
      ...(body === undefined ? {} : { body }),
    });
    const text = await response.text();
    return { status: response.status, headers: response.headers, body: readJson(text) as Body, text }; // the caller names the shape of what it asks for
  };
  const write =
    (method: string) =>
    <Body>(path: string, body: unknown, headers: Readonly<Record<string, string>> = {}): Promise<Answer<Body>> =>
      send({ method, path, headers: { 'content-type': 'application/json', ...headers }, body: JSON.stringify(body) });
  return { send, get: (path) => send({ method: 'GET', path }), post: write('POST'), patch: write('PATCH') };
}

function readJson(text: string): unknown {
  if (text === '') return undefined;
  try {
    return JSON.parse(text);
  } catch {
    throw new Error(`an answer that is no JSON: ${text.slice(0, 200)}`);
  }
}
