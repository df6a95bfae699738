import { randomUUID } from 'node:crypto';

const callersId = /^[\x20-\x7e]{1,128}$/;

/** The caller's X-Request-Id if it is 1 to 128 printable characters, else a random one. */
export function requestIdOf(shown: string | string[] | undefined): string {
  return typeof shown === 'string' && callersId.test(shown) ? shown : randomUUID();
}
