import { mask, maskSecrets } from '@benchline/errors';

/** Keys whose values never reach a log, at any depth, whatever their case and punctuation: `X-Api-Key`, `newPassword`, `set-cookie`. */
const secretKey = /authorization|apikey|cookie|password|passwd|secret|token|sealingkey|privatekey/;

// Nearly all lines are clean, and this test is much cheaper than parsing one.
const suspicious =
  /authorization|api.?key|cookie|passw|secret|token|sealing.?key|private.?key|biokey_|bls_|whsec_|\.[a-z0-9]{43}|bearer|basic |:\/\/[^\s/]+@/i;

/** A log line without the values of secret keys and without what looks like a secret inside other values. */
export function redactLine(line: string): string {
  if (!suspicious.test(line)) return line;
  try {
    return `${JSON.stringify(JSON.parse(line, redactEntry))}\n`;
  } catch {
    // Not JSON, so keys can't be told from values: only the line's shape can be kept.
    return `${JSON.stringify({ level: 'warn', msg: 'a log line was dropped: it could not be read for redaction' })}\n`;
  }
}

function redactEntry(key: string, value: unknown): unknown {
  if (isSecretKey(key) && value !== null && value !== '') return mask;
  if (typeof value === 'string') return maskSecrets(value);
  return isObject(value) ? withMaskedKeys(value) : value;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function withMaskedKeys(object: Readonly<Record<string, unknown>>): unknown {
  const isClean = Object.keys(object).every((key) => maskSecrets(key) === key);
  return isClean ? object : Object.fromEntries(Object.entries(object).map(([key, value]) => [maskSecrets(key), value]));
}

function isSecretKey(key: string): boolean {
  return secretKey.test(key.toLowerCase().replaceAll(/[^a-z]/g, ''));
}
