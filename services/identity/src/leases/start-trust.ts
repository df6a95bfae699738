import type { Bus } from '@benchline/bus';
import type { VerifyPrincipal } from '@benchline/principal';
import { principalVerifier } from '@benchline/principal';
import type { Records } from '@benchline/store';
import type { DropLeases } from './drop-leases.ts';
import type { GatewayRegister } from './gateway-register.ts';
import { gatewayRegister } from './gateway-register.ts';
import { leaseDropper } from './lease-dropper.ts';
import type { LeaseTerms } from './lease-terms.ts';
import type { SigningKeys } from './signing-keys.ts';
import { startSigningKeys } from './signing-keys.ts';
import type { Time } from './time.ts';

export interface TrustConfig {
  readonly records: Records;
  readonly bus: Bus;
  readonly time: Time;
  readonly terms: LeaseTerms;
  /** What services share. */
  readonly secret: string;
  /** Hears that the signing key could not be renewed. */
  readonly failed: (error: unknown) => void;
}

/** What principals are signed and told by, and what takes leases on them back. */
export interface Trust {
  readonly signingKeys: SigningKeys;
  readonly verify: VerifyPrincipal;
  readonly gateways: GatewayRegister;
  readonly dropLeases: DropLeases;
}

export async function startTrust({ records, bus, time, terms, secret, failed }: TrustConfig): Promise<Trust> {
  const signingKeys = await startSigningKeys({ records, time, secret, failed });
  const gateways = gatewayRegister(records, terms);
  return {
    signingKeys,
    verify: principalVerifier({ keys: signingKeys.live, secret, clock: time.now }),
    gateways,
    dropLeases: leaseDropper({ gateways, bus, time, terms }),
  };
}
