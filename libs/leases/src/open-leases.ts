import { randomUUID } from 'node:crypto';
import type { Bus } from '@benchline/bus';
import { gauge, type InstrumentStart, type Meter } from '@benchline/telemetry';
import { answerDrops } from './answer-drops.ts';
import type { AskLease, Judge } from './ask-lease.ts';
import type { NamedCredential } from './lease.ts';
import { Leases } from './leases.ts';
import { startRefusalReports, type RefusalReports } from './refusal-reports.ts';

/** What leases are asked over, dropped by and measured with. */
export interface LeaseDrivers {
  readonly judge: Judge;
  readonly bus: Bus;
  readonly meter: Meter;
  /** Monotonic milliseconds. */
  readonly clock: () => number;
}

export interface LeasesStart<C extends NamedCredential> extends LeaseDrivers {
  /** How this kind of credential is asked about: `askLease`, `askKeyLease`. */
  readonly ask: (judge: Judge, gatewayId: string) => AskLease<C>;
  /** The gauge of the leases that are held: its own for each who holds some in a process. */
  readonly held: InstrumentStart;
  readonly leasesMax: number;
}

export interface OpenLeases<C extends NamedCredential> {
  readonly leases: Leases<C>;
  readonly reports: RefusalReports;
  readonly stop: () => Promise<void>;
}

/** Leases under a name that is new with each start; dropped by bell, and with a way to tell of refusals. */
export function openLeases<C extends NamedCredential>(start: LeasesStart<C>): OpenLeases<C> {
  const { ask, held, leasesMax, judge, bus, meter, clock } = start;
  const gatewayId = randomUUID();
  const leases = new Leases({ gatewayId, ask: ask(judge, gatewayId), clock, leasesMax });
  const drops = answerDrops({ bus, leases, gatewayId, logger: judge.logger });
  const reports = startRefusalReports(judge, meter);
  const stopGauge = gauge(meter, held, () => leases.size);
  return {
    leases,
    reports,
    stop: async () => {
      await drops.stop();
      await reports.stop();
      stopGauge();
    },
  };
}
