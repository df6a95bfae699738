import { choice, combineSettings, defineSettings, durationMs, integer, secretText, text } from '@benchline/config';
import { sealingSettings, serviceSettings } from '@benchline/service';

/** Together with the commit before it, below what gateways wait for an answer by default. */
const leaseMsMax = 8_000;

const natsUrl = {
  optional: true,
  maxLength: 2_000,
  pattern: /^(nats|tls):\/\//,
  expected: 'must begin with nats:// or tls://',
} as const;

/** What identity reads wherever it runs. */
export const identitySettings = defineSettings({
  ownerEmail: text('BENCHLINE_OWNER_EMAIL', {
    optional: true,
    maxLength: 320,
    pattern: /^[^\s@]+@[^\s@]+$/,
    expected: 'must be an e-mail address',
    description: 'Who owns the first organization, made at the first start; unset, a one-time set-up link is printed.',
  }),
  ownerPassword: secretText('BENCHLINE_OWNER_PASSWORD', {
    optional: true,
    maxLength: 1_024,
    pattern: /^.{12,}$/su,
    expected: 'must have at least 12 characters',
    description: 'The password of the first owner; used at the first start only.',
  }),
  organization: text('BENCHLINE_ORGANIZATION', {
    optional: true,
    maxLength: 255,
    description: 'Name of the first organization, made at the first start together with its owner; not a number.',
  }),
  signUp: choice('BENCHLINE_SIGN_UP', {
    values: ['off', 'on'],
    default: 'off',
    description: 'Whether every signed-in person may found an organization; the first owner always may.',
  }),
  publicUrl: text('BENCHLINE_PUBLIC_URL', {
    optional: true,
    maxLength: 2_000,
    pattern: /^https?:\/\/[^\s?#]+[^\s?#/]$/,
    expected: 'must be an http or https URL without a slash at its end',
    description:
      'Where people reach the product, for links such as those to a first password; unset, where the gateway listens.',
  }),
  sessionIdleMinutes: integer('SESSION_IDLE_MINUTES', {
    default: 60,
    min: 1,
    max: 43_200,
    description: 'After so many minutes without a request a session is over.',
  }),
  sessionMaxHours: integer('SESSION_MAX_HOURS', {
    default: 12,
    min: 1,
    max: 8_760,
    description: 'After so many hours a session is over, used or not.',
  }),
  leaseMs: durationMs('BENCHLINE_LEASE_MS', {
    default: 5_000,
    min: 1_000,
    max: leaseMsMax,
    description:
      'How long a gateway may rely on what it knows of a credential. Revoking one takes at most so long; the shorter, the more often gateways ask. At most 8000, and 2000 less than `BENCHLINE_GATEWAY_REQUEST_DEADLINE_MS`.',
  }),
  clockSkewMs: durationMs('BENCHLINE_CLOCK_SKEW_MS', {
    default: 500,
    min: 0,
    max: leaseMsMax / 2,
    description: 'By how much the clocks of two machines may differ; less than half of `BENCHLINE_LEASE_MS`.',
  }),
  robotsCalloutUrl: secretText('BENCHLINE_ROBOTS_CALLOUT_URL', {
    ...natsUrl,
    description:
      'The NATS that robots connect to, with the user whom it asks who may come in; unset, robots have no door. Goes with `BENCHLINE_ROBOTS_SYSTEM_URL` and `BENCHLINE_ROBOTS_ISSUER_SEED`.',
  }),
  robotsSystemUrl: secretText('BENCHLINE_ROBOTS_SYSTEM_URL', {
    ...natsUrl,
    description: 'The same NATS with the user who may end connections.',
  }),
  robotsIssuerSeed: secretText('BENCHLINE_ROBOTS_ISSUER_SEED', {
    optional: true,
    maxLength: 100,
    description: 'What answers to that NATS are signed with: the seed (`SA…`) of the key that its configuration names.',
  }),
  robotsAccount: text('BENCHLINE_ROBOTS_ACCOUNT', {
    default: 'ROBOTS',
    maxLength: 255,
    pattern: /^[^\s]+$/,
    expected: 'must have no spaces',
    description: 'The NATS account that robots are let into.',
  }),
});

/** Every setting of identity as a process of its own. */
export const settings = combineSettings(serviceSettings, sealingSettings, identitySettings);
