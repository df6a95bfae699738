import { ConfigError } from '@benchline/config';
import type { AccountSigner } from '@benchline/nats-auth';
import { accountSigner } from '@benchline/nats-auth';

/** What identity is told of the robots' door. */
export interface RobotSettings {
  readonly robotsCalloutUrl: string | undefined;
  readonly robotsSystemUrl: string | undefined;
  readonly robotsIssuerSeed: string | undefined;
  readonly robotsAccount: string;
}

export interface RobotTerms {
  readonly calloutUrl: string;
  readonly systemUrl: string;
  readonly signer: AccountSigner;
  readonly account: string;
}

/** `undefined` where robots have no door. @throws {ConfigError} for a door that is half described, or a seed that is none. */
export function robotTerms(settings: RobotSettings): RobotTerms | undefined {
  const { robotsCalloutUrl: calloutUrl, robotsSystemUrl: systemUrl, robotsIssuerSeed: seed } = settings;
  if (calloutUrl !== undefined && systemUrl !== undefined && seed !== undefined) {
    return { calloutUrl, systemUrl, signer: signerOf(seed), account: settings.robotsAccount };
  }
  const given = {
    BENCHLINE_ROBOTS_CALLOUT_URL: calloutUrl,
    BENCHLINE_ROBOTS_SYSTEM_URL: systemUrl,
    BENCHLINE_ROBOTS_ISSUER_SEED: seed,
  };
  const missing = Object.entries(given).filter(([, value]) => value === undefined);
  if (missing.length === Object.keys(given).length) return undefined;
  throw new ConfigError(missing.map(([name]) => ({ name, problem: 'is missing: robots need all three of them' })));
}

function signerOf(seed: string): AccountSigner {
  const signer = accountSigner(seed);
  if (signer !== undefined) return signer;
  const problem = "must be the seed of a NATS account's key (SA…)";
  throw new ConfigError([{ name: 'BENCHLINE_ROBOTS_ISSUER_SEED', problem }]);
}
