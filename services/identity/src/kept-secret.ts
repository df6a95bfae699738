import { unavailable } from '@benchline/errors';
import { platform } from '@benchline/runtime';
import type { Sealer } from '@benchline/service';
import type { Records } from '@benchline/store';
import type { RandomBytes } from './random-text.ts';

export interface KeptSecretDeps {
  readonly records: Records;
  readonly sealer: Sealer;
  readonly clock: () => number;
  readonly random: RandomBytes;
}

const space = 'identity_secrets';
const secretBytes = 32;
const triesMax = 5;

/**
 * A secret of the platform that is made once and kept for good, sealed; where an older key sealed it, it is sealed anew with the newest.
 * Every replica gets the same.
 * @throws {ConfigError} when the key that sealed it isn't there.
 */
export async function keptSecret(deps: KeptSecretDeps, name: string): Promise<string> {
  const { records, sealer, clock, random } = deps;
  const place = `${space}/${name}`;
  for (let tries = 0; tries < triesMax; tries += 1) {
    const present = await records.get(platform, space, name, clock());
    if (present !== undefined && sealer.isCurrent(present.value)) return sealer.open(present.value, place);
    const secret =
      present === undefined
        ? Buffer.from(random(secretBytes)).toString('base64url')
        : sealer.open(present.value, place);
    const write = { key: name, value: sealer.seal(secret, place), expected: present?.version ?? 0 };
    if ((await records.put(platform, space, write, clock())) !== undefined) return secret;
  }
  throw unavailable('a secret of the platform');
}
