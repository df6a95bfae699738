import type { PlannedCommand, PlannedRow } from './plan-commands.ts';

/** What has to become of one record, told by the audit too. */
export interface ExpectedChange {
  readonly id: string;
  readonly name: string;
  readonly version: number;
}

/** What became of a row, or of a command without an array. `detail` is the word of a refusal; `list` stands for violations. */
export interface ExpectedRow {
  readonly status: number;
  readonly detail?: string;
  readonly name: string | undefined;
  readonly notes: string;
  readonly version?: number;
}

export interface ExpectedOutcome {
  readonly command: PlannedCommand;
  readonly status: number;
  readonly rows: readonly ExpectedRow[];
}

export interface ExpectedSample {
  readonly version: number;
  readonly notes: string;
}

/** What has to be there when a robot's commands were each done once, in the order of their numbers. */
export interface Expected {
  readonly outcomes: readonly ExpectedOutcome[];
  /** In the order in which they have to be made. */
  readonly changes: readonly ExpectedChange[];
  /** By name. */
  readonly samples: ReadonlyMap<string, ExpectedSample>;
}

export const list = 'list';

/** Robots touch nobody else's samples, so what becomes of a command follows from the robot's own ones before it. */
export function expectOutcomes(commands: readonly PlannedCommand[]): Expected {
  const samples = new Map<string, ExpectedSample>();
  const changes: ExpectedChange[] = [];
  const outcomes = commands
    .filter(({ kind }) => kind !== 'again')
    .map((command): ExpectedOutcome => {
      const rows = command.rows.map((row) => expectRow(command, row, { samples, changes }));
      return { command, status: command.many ? 200 : (rows[0]?.status ?? 0), rows };
    });
  return { outcomes, changes, samples };
}

interface Made {
  readonly samples: Map<string, ExpectedSample>;
  readonly changes: ExpectedChange[];
}

function expectRow(command: PlannedCommand, row: PlannedRow, { samples, changes }: Made): ExpectedRow {
  const { id, action } = command;
  const { name, notes } = row;
  const before = name === undefined ? undefined : samples.get(name);
  const refused = refusalOf(command, name, before);
  if (refused !== undefined || name === undefined) return { ...row, ...refused, status: refused?.status ?? 0 };
  const version = (before?.version ?? 0) + 1;
  samples.set(name, { version, notes });
  changes.push({ id, name, version });
  return { ...row, status: action === 'samples.create' ? 201 : 200, version };
}

function refusalOf(
  { kind, action }: PlannedCommand,
  name: string | undefined,
  before: ExpectedSample | undefined,
): { readonly status: number; readonly detail: string } | undefined {
  if (kind === 'no action') return { status: 404, detail: 'action_not_found' };
  if (kind === 'no JSON' || name === undefined) return { status: 422, detail: list };
  const there = before !== undefined;
  if (action === 'samples.create') return there ? { status: 409, detail: 'external_id_already_exists' } : undefined;
  return there ? undefined : { status: 404, detail: 'sample_not_found' };
}
