import { isDeepStrictEqual } from 'node:util';
import type { AuditEntry, Sample } from '../harness/wire.ts';
import { doings, type AcknowledgedRow, type Doing } from './journal.ts';
import { judgeAccess, wrongUses, type Access } from './judge-access.ts';
import { gapsOfAudit, missing, repeated, type Act } from './judge-audit.ts';

export interface Evidence {
  /** What callers were told one by one, by external id, and in bulk. */
  readonly acknowledged: ReadonlyMap<string, Sample>;
  readonly rows: readonly AcknowledgedRow[];
  readonly accesses: readonly Access[];
  readonly acts: readonly Act[];
  /** What the API lists. */
  readonly samples: readonly Sample[];
  /** All audit entries. */
  readonly entries: readonly AuditEntry[];
}

export interface Verdict {
  /** Samples, of single calls and of bulk. */
  readonly acknowledged: number;
  /** Acknowledged, and not there or not as it was acknowledged; a session, key or role that was not let in. */
  readonly lost: number;
  /** Ids and external ids that stand for more than one sample, and ids that stand for none. */
  readonly doubled: number;
  /** What the audit misses, tells twice, tells out of order, or makes up. */
  readonly auditGaps: number;
  /** Requests that got through after the end of their terms was acknowledged. */
  readonly acceptedAfterRevocation: number;
}

/** Holds what was acknowledged against what is there. */
export function judge({ acknowledged, rows, accesses, acts, samples, entries }: Evidence): Verdict {
  const ids = samples.map(({ id }) => id);
  const access = judgeAccess(accesses);
  return {
    acknowledged: acknowledged.size + rows.length,
    lost: lostSamples({ acknowledged, rows, samples }).length + access.lost,
    doubled:
      repeated(ids) +
      repeated(samples.map(({ external_id }) => external_id)) +
      missing(ids) +
      repeated(rows.map(({ sent }) => sent.external_id)),
    auditGaps: gapsOfAudit({ samples, acts, entries }),
    acceptedAfterRevocation: access.acceptedAfterRevocation,
  };
}

/** External ids of what was acknowledged and is not there, or not as it was acknowledged. */
function lostSamples({ acknowledged, rows, samples }: Pick<Evidence, 'acknowledged' | 'rows' | 'samples'>): string[] {
  const there = new Map(samples.map((sample) => [sample.external_id, sample]));
  const single = [...acknowledged].filter(([id, sample]) => !isDeepStrictEqual(there.get(id), sample));
  const inBulk = rows.filter((row) => !isAsSent(there.get(row.sent.external_id), row));
  return [...single.map(([id]) => id), ...inBulk.map(({ sent }) => sent.external_id)];
}

function isAsSent(sample: Sample | undefined, { id, sent }: AcknowledgedRow): boolean {
  return sample !== undefined && isDeepStrictEqual({ ...sample, ...sent, id, version: 1 }, sample);
}

const toldMax = 20;

/** The faults that one can look at one by one, the first of them. */
export function describeFaults(evidence: Evidence): readonly string[] {
  return [...lostSamples(evidence).map((id) => `lost ${id}`), ...wrongUses(evidence.accesses)].slice(0, toldMax);
}

/** The plain line that a run ends with. */
export function verdictLine(verdict: Verdict): string {
  const { acknowledged, lost, doubled, auditGaps, acceptedAfterRevocation } = verdict;
  return [
    `acknowledged ${String(acknowledged)}`,
    `lost ${String(lost)}`,
    `doubled ${String(doubled)}`,
    `audit gaps ${String(auditGaps)}`,
    `accepted after revocation ${String(acceptedAfterRevocation)}`,
  ].join(', ');
}

export interface Run {
  readonly verdict: Verdict;
  readonly done: ReadonlyMap<Doing, number>;
  readonly refused: ReadonlyMap<string, number>;
  readonly accesses: readonly Access[];
  /** How many credentials were taken back, and those of them that were tried once more at the end. */
  readonly retired: number;
  readonly askedAgain: readonly Access[];
  readonly gateways: number;
  /** Single samples that had to be created. */
  readonly creates: number;
  /** How often each process of the shape was killed. */
  readonly kills: ReadonlyMap<string, number>;
}

/** Why a run is not sound, a line each; nothing of a sound one. A run that didn't try everything is not sound either. */
export function complaints(run: Run): readonly string[] {
  const { done, refused, creates, kills } = run;
  const { acknowledged: _acknowledged, ...faults } = run.verdict;
  const found = Object.values(faults).reduce((sum, each) => sum + each, 0);
  const samples = done.get('samples') ?? 0;
  return [
    ...(found > 0 ? [`${String(found)} faults`] : []),
    ...(samples < creates ? [`only ${String(samples)} of ${String(creates)} samples were acknowledged in time`] : []),
    ...doings.filter((doing) => (done.get(doing) ?? 0) === 0).map((doing) => `no ${doing}`),
    ...[...refused].map(([answer, count]) => `refused ${String(count)} times: ${answer}`),
    ...[...kills].filter(([, count]) => count === 0).map(([name]) => `never killed ${name}`),
    ...complaintsOfAccess(run),
  ];
}

function complaintsOfAccess({ accesses, askedAgain, retired, gateways }: Run): readonly string[] {
  const kinds = ['session', 'key', 'role'] as const;
  const { odd } = judgeAccess(accesses);
  const untried = retired - askedAgain.filter(({ uses }) => uses.length >= gateways).length;
  return [
    ...(odd > 0 ? [`${String(odd)} requests were neither let in nor kept out`] : []),
    ...(untried > 0 ? [`${String(untried)} of ${String(retired)} credentials were not tried again everywhere`] : []),
    ...kinds.filter((kind) => !isTried(accesses, kind)).map((kind) => `no ${kind} was both let in and kept out`),
  ];
}

function isTried(accesses: readonly Access[], kind: Access['what']): boolean {
  const { letIn, keptOut } = judgeAccess(accesses.filter(({ what }) => what === kind));
  return letIn > 0 && keptOut > 0;
}
