/** Where to connect and as whom, without the credentials in any address. */
export interface NatsServers {
  readonly servers: string[];
  readonly user?: string;
  readonly pass?: string;
  readonly token?: string;
  readonly tls?: Record<string, never>;
}

/**
 * Reads `nats://[user:password@|token@]host[:port]`, or several with commas between (credentials of the first one count);
 * `tls://` asks for TLS. Throws, without a word of what it got, if it is something else.
 */
export function parseNatsUrl(url: string): NatsServers {
  const urls = url.split(',').map((one) => readUrl(one.trim()));
  const [first] = urls;
  if (first === undefined) throw new TypeError('The address of NATS is empty');
  const tls = urls.some(({ protocol }) => protocol === 'tls:') ? { tls: {} } : {};
  return { servers: urls.map(({ host }) => host), ...tls, ...credentialsOf(first) };
}

function credentialsOf({ username, password }: URL): Partial<NatsServers> {
  if (username === '') return {};
  const user = decodeURIComponent(username);
  return password === '' ? { token: user } : { user, pass: decodeURIComponent(password) };
}

function readUrl(url: string): URL {
  const read = URL.parse(url);
  if (read === null || read.host === '' || !['nats:', 'tls:'].includes(read.protocol)) {
    throw new TypeError('The address of NATS is not like nats://host:port');
  }
  return read;
}
