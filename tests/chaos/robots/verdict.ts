import type { AuditEntry, BulkAnswer, Sample } from '../../harness/wire.ts';
import { repeated } from '../judge-audit.ts';
import { expectOutcomes, list, type Expected, type ExpectedOutcome, type ExpectedRow } from './expect-outcomes.ts';
import type { PlannedCommand } from './plan-commands.ts';
import type { Heard } from './robot/journal.ts';
import { outcomeDigest, type ToldOutcome } from './robot/outcome-digest.ts';

/** One robot: what it sent, and what it heard. */
export interface RobotEvidence {
  readonly keyId: number;
  /** All that it began, in order. */
  readonly commands: readonly PlannedCommand[];
  readonly heard: ReadonlyMap<string, Heard>;
}

export interface Evidence {
  readonly robots: readonly RobotEvidence[];
  /** By command id, as HTTP tells them. */
  readonly outcomes: ReadonlyMap<string, ToldOutcome>;
  /** All that the API lists. */
  readonly samples: readonly Sample[];
  /** All audit entries. */
  readonly entries: readonly AuditEntry[];
}

export const faults = ['lost', 'doubled', 'outcomes missing', 'outcomes differing', 'out of order'] as const;
export type FaultKind = (typeof faults)[number];

export interface Fault {
  readonly kind: FaultKind;
  readonly what: string;
}

export interface Verdict {
  /** Commands that robots kept before they went out; sending one again makes no other. */
  readonly acknowledged: number;
  readonly faults: readonly Fault[];
}

/** Holds what robots sent and heard against what is there. */
export function judge(evidence: Evidence): Verdict {
  const judged = evidence.robots.map((robot) => ({ ...robot, expected: expectOutcomes(robot.commands) }));
  const acknowledged = judged.reduce((sum, { expected }) => sum + expected.outcomes.length, 0);
  const told = {
    outcomes: evidence.outcomes,
    named: Map.groupBy(evidence.samples, ({ external_id }) => external_id),
  };
  const found = [
    ...judged.flatMap((robot) => [...faultsOfOutcomes(robot, told), ...faultsOfStrangers(robot)]),
    ...faultsOfSamples(
      judged.map(({ expected }) => expected),
      evidence.samples,
    ),
    ...faultsOfAudit(judged, evidence),
  ];
  return { acknowledged, faults: found };
}

/** The plain line that a run ends with. */
export function verdictLine({ acknowledged, faults: found }: Verdict): string {
  const counts = faults.map((kind) => `${kind} ${String(found.filter((fault) => fault.kind === kind).length)}`);
  return [`acknowledged ${String(acknowledged)}`, ...counts].join(', ');
}

interface JudgedRobot extends RobotEvidence {
  readonly expected: Expected;
}

interface Told {
  readonly outcomes: Evidence['outcomes'];
  /** Samples by their names. */
  readonly named: ReadonlyMap<string, readonly Sample[]>;
}

/** Each command has an outcome, the one that follows from what was asked, and nobody ever heard another. */
function faultsOfOutcomes({ expected, heard }: JudgedRobot, { outcomes, named }: Told): readonly Fault[] {
  return expected.outcomes.flatMap((one): readonly Fault[] => {
    const { id, kind } = one.command;
    const [outcome, ear] = [outcomes.get(id), heard.get(id)];
    const what = `${id} (${kind})`;
    if (outcome === undefined) return [{ kind: 'outcomes missing', what: `${what}: the platform has none` }];
    if (ear?.told !== true) return [{ kind: 'outcomes missing', what: `${what}: the robot heard none` }];
    const digest = outcomeDigest(outcome);
    const otherwise = [...ear.digests].filter((each) => each !== digest).length;
    if (otherwise > 0) return [{ kind: 'outcomes differing', what: `${what}: ${String(otherwise)} others were heard` }];
    const wrong = wrongIn(outcome, one, named);
    return wrong === undefined ? [] : [{ kind: 'outcomes differing', what: `${what}: ${wrong}` }];
  });
}

/** Nobody hears of a command that they didn't send. */
function faultsOfStrangers({ expected, heard }: JudgedRobot): readonly Fault[] {
  const own = new Set(expected.outcomes.map(({ command }) => command.id));
  return [...heard.keys()]
    .filter((id) => !own.has(id))
    .map((id): Fault => ({ kind: 'doubled', what: `an outcome of ${id}, which the robot never sent` }));
}

const shownCharactersMax = 300;

/** What an outcome says that it should not. */
function wrongIn(outcome: ToldOutcome, expected: ExpectedOutcome, named: Told['named']): string | undefined {
  const { command, status, rows } = expected;
  const shown = JSON.stringify(outcome).slice(0, shownCharactersMax);
  if (outcome.command_id !== command.id || outcome.action !== command.action || outcome.status !== status) {
    return `${String(status)} of ${command.id} expected: ${shown}`;
  }
  const items = command.many ? (outcome.body as BulkAnswer).items : [singleRow(outcome)]; // of a bulk that was answered 200
  if (items.length !== rows.length) return `${String(rows.length)} rows expected: ${shown}`;
  const odd = rows.findIndex((row, at) => !isAsExpected(items[at], row, named));
  if (odd < 0) return undefined;
  return `${JSON.stringify(rows[odd])} expected as row ${String(odd)}: ${shown}`;
}

interface ToldRow {
  readonly status: number;
  readonly id?: number;
  readonly external_id?: string;
  readonly detail?: unknown;
  readonly prep_notes?: string | null;
  readonly version?: number;
}

function singleRow({ status, body, detail }: ToldOutcome): ToldRow {
  const all = { prep_notes: null, version: 0 }; // of these it leaves none out
  return { ...all, ...(body as Partial<Sample> | undefined), status, detail }; // a sample where it was done
}

function isAsExpected(told: ToldRow | undefined, expected: ExpectedRow, named: Told['named']): boolean {
  const { status, detail } = expected;
  if (told?.status !== status) return false;
  if (detail === undefined) return tellsOf(told, expected, named);
  return detail === list ? Array.isArray(told.detail) : told.detail === detail;
}

/** A row of an array says less of its sample than a command without one. */
function tellsOf(told: ToldRow, { name = '', notes, version }: ExpectedRow, named: Told['named']): boolean {
  const { id, external_id, prep_notes = notes, version: toldVersion = version } = told;
  if (external_id !== name || prep_notes !== notes || toldVersion !== version) return false;
  return named.get(name)?.some((sample) => sample.id === id) ?? true; // one that is not there is told of elsewhere
}

/** Each sample is there once, as the last change left it, and no other. */
function faultsOfSamples(expected: readonly Expected[], samples: readonly Sample[]): readonly Fault[] {
  const wanted = new Map(expected.flatMap((one) => [...one.samples]));
  const there = new Map(samples.map((sample) => [sample.external_id, sample]));
  const twice = repeated(samples.map(({ id }) => id)) + repeated(samples.map(({ external_id }) => external_id));
  return [
    ...Array.from({ length: twice }, (): Fault => ({
      kind: 'doubled',
      what: 'an id or a name stands for two samples',
    })),
    ...[...there.keys()]
      .filter((name) => !wanted.has(name))
      .map((name): Fault => ({ kind: 'doubled', what: `nobody asked for the sample ${name}` })),
    ...[...wanted].flatMap(([name, { version, notes }]): readonly Fault[] => {
      const sample = there.get(name);
      const what = `the sample ${name}`;
      if (sample === undefined) return [{ kind: 'lost', what: `${what} is not there` }];
      const found = `${what} has version ${String(sample.version)}, ${String(sample.prep_notes)}; expected ${String(version)}, ${notes}`;
      if (sample.version < version) return [{ kind: 'lost', what: found }];
      if (sample.version > version) return [{ kind: 'doubled', what: found }];
      return sample.prep_notes === notes ? [] : [{ kind: 'out of order', what: found }];
    }),
  ];
}

/** Each change has one entry, of the command that asked for it, and a key's entries stand in the order in which its robot sent. */
function faultsOfAudit(robots: readonly JudgedRobot[], { samples, entries }: Evidence): readonly Fault[] {
  const names = new Map(samples.map(({ id, external_id }) => [id, external_id]));
  const changes = entries.filter(({ entity, outcome }) => entity.kind === 'sample' && outcome === 'done');
  const byKey = Map.groupBy(changes, ({ credential }) => credential.id);
  return robots.flatMap(({ keyId, expected }) => {
    const ofKey = (byKey.get(String(keyId)) ?? []).toSorted((a, b) => a.seq - b.seq);
    const told = ofKey.flatMap(({ request_id: id, entity }) => {
      const name = names.get(entity.id);
      // What it tells of is lost, or made up, which the audit's own judge counts.
      return name === undefined ? [] : [changeText({ id, name, version: entity.version })];
    });
    return faultsOfChanges(expected.changes.map(changeText), told);
  });
}

function faultsOfChanges(expected: readonly string[], told: readonly string[]): readonly Fault[] {
  const places = new Map(expected.map((change, at) => [change, at]));
  const heard = new Set<string>();
  const found: Fault[] = [];
  let last = -1;
  for (const change of told) {
    const place = places.get(change);
    if (place === undefined || heard.has(change)) found.push({ kind: 'doubled', what: `the change ${change}` });
    else if (place < last) found.push({ kind: 'out of order', what: `the change ${change}` });
    else last = place;
    heard.add(change);
  }
  const lost = expected.filter((change) => !heard.has(change));
  return [...found, ...lost.map((change): Fault => ({ kind: 'lost', what: `the change ${change} in the audit` }))];
}

function changeText({ id, name, version }: Expected['changes'][number]): string {
  return `${id} of ${name} to version ${String(version)}`;
}
