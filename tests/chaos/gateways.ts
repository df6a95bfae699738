import { clientOf, type Client } from '../harness/client.ts';

/** One caller's ways into the product. */
export interface Gateways {
  readonly each: readonly Client[];
  /** They take turns, so that a call which is repeated comes in another way. */
  readonly next: () => Client;
}

const callTimeoutMs = 15_000;

/** With a key, a session's token, or as nobody. */
export function gatewaysOf(urls: readonly string[], key: string | undefined): Gateways {
  const each = urls.map((url) => clientOf({ url, key, timeoutMs: callTimeoutMs }));
  let turn = 0;
  return {
    each,
    next: () => {
      turn += 1;
      const client = each[turn % each.length];
      if (client === undefined) throw new Error('there is no gateway');
      return client;
    },
  };
}
