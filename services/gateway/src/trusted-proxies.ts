import { isIP } from 'node:net';
import { textList, type Setting } from '@benchline/config';

const expected = 'each item must be an IP address or a CIDR range';
const prefixPattern = /^\d{1,3}$/;

/** Whose `X-Forwarded-For` is believed: addresses and ranges, none of which is everybody. */
export function trustedProxies(name: string, description: string): Setting<readonly string[]> {
  const list = textList(name, { default: [], maxLength: 64, description });
  return {
    ...list,
    parse(text) {
      const parsed = list.parse(text);
      return !parsed.ok || parsed.value.every(isAddressRange) ? parsed : { ok: false, expected };
    },
  };
}

/** An address without a zone, or one with the length of its prefix, which is never 0. */
function isAddressRange(text: string): boolean {
  const [address = '', prefix, ...more] = text.split('/');
  const family = address.includes('%') ? 0 : isIP(address);
  if (family === 0 || more.length > 0) return false;
  if (prefix === undefined) return true;
  const length = Number(prefix);
  return prefixPattern.test(prefix) && length >= 1 && length <= (family === 4 ? 32 : 128);
}
