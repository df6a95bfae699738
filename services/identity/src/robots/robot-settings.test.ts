import { ConfigError, readSettings } from '@benchline/config';
import { createAccount, createUser } from '@nats-io/nkeys';
import { expect, test } from '@jest/globals';
import { identitySettings } from '../config.ts';
import { robotTerms } from './robot-settings.ts';

const seedOf = (pair: { getSeed(): Uint8Array }): string => new TextDecoder().decode(pair.getSeed());
const account = createAccount();

const all = {
  BENCHLINE_ROBOTS_CALLOUT_URL: 'nats://callout:secret-one@nats:4222',
  BENCHLINE_ROBOTS_SYSTEM_URL: 'tls://kick:secret-two@nats:4222',
  BENCHLINE_ROBOTS_ISSUER_SEED: seedOf(account),
};

/** What is wrong with the settings, in the words that an operator reads. */
function wrongWith(env: Readonly<Record<string, string>>): string {
  try {
    robotTerms(readSettings(identitySettings, env));
  } catch (thrown) {
    if (thrown instanceof ConfigError) return thrown.message;
    throw thrown;
  }
  return '';
}

test('without settings there is no door', () => {
  expect(robotTerms(readSettings(identitySettings, {}))).toBeUndefined();
});

test('with all of them there is one, into the account that deploy/nats names', () => {
  expect(robotTerms(readSettings(identitySettings, all))).toMatchObject({
    calloutUrl: all.BENCHLINE_ROBOTS_CALLOUT_URL,
    systemUrl: all.BENCHLINE_ROBOTS_SYSTEM_URL,
    account: 'ROBOTS',
    signer: { publicKey: account.getPublicKey() },
  });
});

test.each(Object.keys(all))('a door without %s is named as the mistake that it is', (name) => {
  const others = Object.fromEntries(Object.entries(all).filter(([other]) => other !== name));

  expect(wrongWith(others)).toBe(`bad settings: ${name} is missing: robots need all three of them`);
});

test.each([
  ['of a user', seedOf(createUser())],
  ['with a letter too few', seedOf(account).slice(0, -1)],
  ['that is the public key', account.getPublicKey()],
])('a seed %s is a bad setting, and is not shown', (_what, seed) => {
  const wrong = wrongWith({ ...all, BENCHLINE_ROBOTS_ISSUER_SEED: seed });

  expect(wrong).toContain('BENCHLINE_ROBOTS_ISSUER_SEED must be the seed');
  expect(wrong).not.toContain(seed.slice(0, 10));
});

test('an address that is none is a bad setting, and is not shown', () => {
  const wrong = wrongWith({ ...all, BENCHLINE_ROBOTS_SYSTEM_URL: 'http://kick:secret-two@nats' });

  expect(wrong).toBe('bad settings: BENCHLINE_ROBOTS_SYSTEM_URL must begin with nats:// or tls://');
});
