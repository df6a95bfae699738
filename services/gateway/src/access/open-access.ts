import { askLease, openLeases, type LeaseDrivers } from '@benchline/leases';
import type { GatewayConfig } from '../config.ts';
import { requestRates } from '../limits/request-rates.ts';
import { strangerRates } from '../limits/stranger-rates.ts';
import { Access } from './access.ts';
import { browserGuard } from './browser-guard.ts';
import type { Credential } from './credential.ts';

/** Access by the leases of one gateway, under a name that is new with each start. */
export function openAccess(
  config: GatewayConfig,
  drivers: LeaseDrivers,
): { readonly access: Access; readonly stop: () => Promise<void> } {
  const { clock } = drivers;
  const held = { name: 'access_leases', description: 'Credentials that are let in without asking.' };
  const start = { ...drivers, ask: askLease, held, leasesMax: config.leasesMax };
  const { leases, reports, stop } = openLeases<Credential>(start);
  const { keyRatePerSecond: keyPerSecond, organizationRatePerSecond: organizationPerSecond } = config;
  const access = new Access({
    leases,
    reports,
    guard: browserGuard(config.allowedOrigins),
    rates: requestRates({ keyPerSecond, organizationPerSecond, clock }),
    strangers: strangerRates(config.addressRatePerSecond, clock),
  });
  return { access, stop };
}
