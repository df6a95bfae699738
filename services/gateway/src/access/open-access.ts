import { randomUUID } from 'node:crypto';
import type { Bus } from '@benchline/bus';
import { gauge, type Meter } from '@benchline/telemetry';
import type { GatewayConfig } from '../config.ts';
import { requestRates } from '../limits/request-rates.ts';
import { strangerRates } from '../limits/stranger-rates.ts';
import { Access } from './access.ts';
import { answerDrops } from './answer-drops.ts';
import { askLease, type Judge } from './ask-lease.ts';
import { browserGuard } from './browser-guard.ts';
import { Leases } from './leases.ts';
import { startRefusalReports } from './refusal-reports.ts';

export interface AccessDrivers {
  readonly judge: Judge;
  readonly bus: Bus;
  readonly meter: Meter;
  /** Monotonic milliseconds. */
  readonly clock: () => number;
}

/** Access by the leases of one gateway, under a name that is new with each start. */
export function openAccess(
  config: GatewayConfig,
  { judge, bus, meter, clock }: AccessDrivers,
): { readonly access: Access; readonly stop: () => Promise<void> } {
  const gatewayId = randomUUID();
  const leases = new Leases({ gatewayId, ask: askLease(judge, gatewayId), clock, leasesMax: config.leasesMax });
  const drops = answerDrops({ bus, leases, gatewayId, logger: judge.logger });
  const reports = startRefusalReports(judge, meter);
  const held = { name: 'access_leases', description: 'Credentials that are let in without asking.' };
  const stopGauge = gauge(meter, held, () => leases.size);
  const { keyRatePerSecond: keyPerSecond, organizationRatePerSecond: organizationPerSecond } = config;
  const access = new Access({
    leases,
    reports,
    guard: browserGuard(config.allowedOrigins),
    rates: requestRates({ keyPerSecond, organizationPerSecond, clock }),
    strangers: strangerRates(config.addressRatePerSecond, clock),
  });
  return {
    access,
    stop: async () => {
      await drops.stop();
      await reports.stop();
      stopGauge();
    },
  };
}
