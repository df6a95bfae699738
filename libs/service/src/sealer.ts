import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';
import { ConfigError } from '@benchline/config';

/** Seals secrets for the place where they lie: moved to another one, what was sealed doesn't open. */
export interface Sealer {
  seal(secret: string, place: string): string;
  /**
   * @throws {ConfigError} when it was sealed with a key that isn't there.
   * @throws {Error} when it isn't as it was sealed, or not for this place.
   */
  open(sealed: string, place: string): string;
  /** Whether it was sealed with the newest key. */
  isCurrent(sealed: string): boolean;
}

export const sealingKeyName = 'BENCHLINE_SEALING_KEY';

const version = 'v1';
const algorithm = 'aes-256-gcm';
const keyBytes = 32;
const keyIdBytes = 9;
const nonceBytes = 12;
const tagBytes = 16;

interface SealingKey {
  readonly id: string;
  readonly bytes: Uint8Array;
}

/**
 * AES-256-GCM with the newest key; opens with any. What is sealed reads `v1.<key id>.<nonce>.<ciphertext and tag>`, the last two in
 * base64url; the key id tells nothing of the key.
 */
export function createSealer(texts: readonly [newest: string, ...older: string[]]): Sealer {
  const [newest, ...older] = texts;
  const current = sealingKey(newest);
  const keys = [current, ...older.map(sealingKey)];
  const prefix = `${version}.${current.id}.`;
  return {
    seal(secret, place) {
      const nonce = randomBytes(nonceBytes);
      const cipher = createCipheriv(algorithm, current.bytes, nonce).setAAD(Buffer.from(place));
      const sealed = Buffer.concat([cipher.update(secret, 'utf8'), cipher.final(), cipher.getAuthTag()]);
      return `${prefix}${nonce.toString('base64url')}.${sealed.toString('base64url')}`;
    },
    open(sealed, place) {
      const { keyId, nonce, ciphertext, tag } = parts(sealed);
      const key = keys.find(({ id }) => id === keyId);
      if (key === undefined) throw missingKey(keyId);
      const decipher = createDecipheriv(algorithm, key.bytes, nonce, { authTagLength: tagBytes });
      decipher.setAAD(Buffer.from(place)).setAuthTag(tag);
      return decipher.update(ciphertext, undefined, 'utf8') + decipher.final('utf8');
    },
    isCurrent: (sealed) => sealed.startsWith(prefix),
  };
}

/** Any text makes a key: what is derived from it has the cipher's length. */
function sealingKey(text: string): SealingKey {
  const derived = (use: string, bytes: number) => Buffer.from(hkdfSync('sha256', text, '', `benchline ${use}`, bytes));
  return { id: derived('sealing key id', keyIdBytes).toString('base64url'), bytes: derived('sealing key', keyBytes) };
}

function parts(sealed: string) {
  const [form, keyId, nonce, rest, more] = sealed.split('.');
  if (form !== version || keyId === undefined || nonce === undefined || rest === undefined || more !== undefined)
    throw new Error('a secret at rest is not sealed in a form that is known');
  const bytes = Buffer.from(rest, 'base64url');
  const [ciphertext, tag] = [bytes.subarray(0, -tagBytes), bytes.subarray(-tagBytes)];
  return { keyId, nonce: Buffer.from(nonce, 'base64url'), ciphertext, tag };
}

function missingKey(id: string): ConfigError {
  const problem = `lacks the key ${id}, which a secret at rest is sealed with: set it, or bring back the file sealing-key that was in the data folder`;
  return new ConfigError([{ name: sealingKeyName, problem }]);
}
