import { randomUUID } from 'node:crypto';
import {
  LeaseServiceService,
  type AccessRefusal,
  type CredentialRefusal,
  type ReportRefusalsRequest,
} from '@benchline/proto/benchline/identity/v1/lease.ts';
import { counter, type Meter } from '@benchline/telemetry';
import { contextOf, type Judge } from './ask-lease.ts';
import type { KnownParty } from './lease.ts';

/** Tells of known credentials that were refused, so that their organizations' audits have it. */
export interface RefusalReports {
  add(refusal: Omit<AccessRefusal, 'count'>): void;
  /** Tries once more, and stops. */
  stop(): Promise<void>;
}

const everyMs = 1_000;
const entriesMax = 1_000;

/**
 * Repeats are counted, not told one by one. What can't be told is kept and told again, up to a bound; a report that was heard, and
 * whose answer was lost, is known by its id.
 */
export function startRefusalReports(judge: Judge, meter: Meter): RefusalReports {
  const lost = counter(meter, {
    name: 'access_refusals_unreported',
    description: 'Refusals of known credentials that no audit will have: too many different ones at once.',
  });
  let waiting = new Map<string, AccessRefusal>();
  let report: ReportRefusalsRequest | undefined;
  let telling: Promise<void> = Promise.resolve();

  const keep = (refusal: AccessRefusal): void => {
    const { organizationId, credentialMethod, credentialId, code, action, count } = refusal;
    const key = `${organizationId} ${credentialMethod} ${credentialId} ${code} ${action}`;
    const same = waiting.get(key);
    if (same !== undefined) same.count += count;
    else if (waiting.size + (report?.refusals.length ?? 0) < entriesMax) waiting.set(key, refusal);
    else lost.add(count);
  };
  const tell = async (): Promise<void> => {
    if (report === undefined) {
      if (waiting.size === 0) return;
      report = { reportId: randomUUID(), refusals: [...waiting.values()] };
      waiting = new Map();
    }
    try {
      await judge.channel.call(LeaseServiceService.reportRefusals, report, contextOf(judge));
      report = undefined;
    } catch (error) {
      judge.logger.warn({ error }, 'refusals of credentials wait to be told');
    }
  };
  const tellNext = (): Promise<void> => (telling = telling.then(tell));
  const timer = setInterval(() => void tellNext(), everyMs).unref();
  return {
    add: (refusal) => {
      keep({ ...refusal, count: 1 });
    },
    stop: async () => {
      clearInterval(timer);
      await tellNext();
      // There is more where that was an earlier report, told again.
      if (report === undefined) await tellNext();
      for (const { count } of [...(report?.refusals ?? []), ...waiting.values()]) lost.add(count);
    },
  };
}

/** Whose credential it was that was refused; `undefined` where nobody has it, and no audit wants it. */
export function refusedParty(refusal: CredentialRefusal, credentialMethod: string): KnownParty | undefined {
  const { reason, organizationId, actor, credentialId } = refusal;
  return reason === 'unknown' ? undefined : { organizationId, actor, credentialMethod, credentialId };
}
