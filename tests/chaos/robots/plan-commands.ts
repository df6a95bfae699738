import { createHash } from 'node:crypto';
import { seededRandom } from '../random.ts';

/** Whose commands they are, and what fixes them. */
export interface RobotPlan {
  /** From 1 on. */
  readonly robot: number;
  readonly experimentId: number;
  readonly seed: number;
}

export const commandKinds = [
  'create',
  'create many',
  'update',
  'update many',
  'again',
  'taken name',
  'no name',
  'no sample',
  'no action',
  'no JSON',
] as const;
export type CommandKind = (typeof commandKinds)[number];

/** A row of what is asked for. `name` is that of the sample, missing where it is forgotten on purpose. */
export interface PlannedRow {
  readonly name: string | undefined;
  /** What the sample says of itself afterwards: no two rows say the same. */
  readonly notes: string;
}

/** A robot's command by its number: the same whenever it is asked for, so a robot that was killed knows what it meant to send. */
export interface PlannedCommand {
  readonly number: number;
  readonly id: string;
  readonly kind: CommandKind;
  readonly action: 'samples.create' | 'samples.update' | 'samples.vanish';
  readonly rows: readonly PlannedRow[];
  /** Whether the rows are sent as an array. */
  readonly many: boolean;
}

/** How many of a hundred commands are of a kind. */
const shares: readonly (readonly [CommandKind, number])[] = [
  ['create', 56],
  ['create many', 6],
  ['update', 20],
  ['update many', 4],
  ['again', 5],
  ['taken name', 3],
  ['no name', 2],
  ['no sample', 2],
  ['no action', 1],
  ['no JSON', 1],
];

const rowsMax = 20;
const updatesMax = 5;
const faultyRows = 0.15;
/** So near that several changes of one sample are under way at a time. */
const targetsBack = 30;
/** Far enough that most of them have been answered. */
const repeatsBack = 600;

/** `again` asks for an earlier command once more: it has that one's id, and what it asks for. */
export function planCommand(plan: RobotPlan, number: number): PlannedCommand {
  const random = randomOf(plan, number);
  const kind = rolled(random());
  return planners[kind]({ plan, number, kind, random });
}

interface Draw {
  readonly plan: RobotPlan;
  readonly number: number;
  readonly kind: CommandKind;
  readonly random: () => number;
}

/** Of each kind; where there is nothing yet to change or to repeat, a sample is made. */
const planners: Readonly<Record<CommandKind, (draw: Draw) => PlannedCommand>> = {
  create,
  'create many': createMany,
  update: onTarget,
  'update many': updateMany,
  again: askAgain,
  'taken name': onTarget,
  'no name': (draw) => one(draw, undefined),
  'no sample': (draw) => one(draw, `${ownName(draw)}-none`),
  'no action': (draw) => one(draw, ownName(draw)),
  'no JSON': (draw) => one(draw, ownName(draw)),
};

/** JSON of what is asked for; of a command that is to be none, something else. */
export function bodyOf({ kind, rows, many }: PlannedCommand, { experimentId }: RobotPlan): unknown {
  if (kind === 'no JSON') return undefined;
  const inputs = rows.map(({ name, notes }) => ({
    ...(name !== undefined && { external_id: name }),
    experiment_id: experimentId,
    prep_notes: notes,
  }));
  return many ? inputs : inputs[0];
}

/** What is sent instead of JSON. */
export const noJson = 'this is no JSON';

function commandId(robot: number, number: number): string {
  return `r${String(robot)}-${String(number).padStart(6, '0')}`;
}

function one({ plan, number, kind }: Draw, name: string | undefined): PlannedCommand {
  const id = commandId(plan.robot, number);
  return { number, id, kind, action: actionOf(kind), rows: [{ name, notes: id }], many: false };
}

function create(draw: Draw): PlannedCommand {
  return one({ ...draw, kind: 'create' }, ownName(draw));
}

function onTarget(draw: Draw): PlannedCommand {
  const target = targetOf(draw);
  return target === undefined ? create(draw) : one(draw, nameOf(draw.plan, target));
}

function askAgain(draw: Draw): PlannedCommand {
  const { plan, number, kind, random } = draw;
  const other = earlier(plan, number - Math.floor(random() * repeatsBack), 'create', 'update', 'create many');
  return other === undefined ? create(draw) : { ...planCommand(plan, other), number, kind };
}

function createMany(draw: Draw): PlannedCommand {
  const { plan, number, kind, random } = draw;
  const id = commandId(plan.robot, number);
  const rows = Array.from({ length: 2 + Math.floor(random() * (rowsMax - 1)) }, (_, row): PlannedRow => {
    const [faulty, which] = [row > 0 && random() < faultyRows, random()];
    const name = `${ownName(draw)}-${String(row)}`;
    // The first row's name is taken by then, whatever became of the others.
    const wrong = which < 0.5 ? undefined : `${ownName(draw)}-0`;
    return { name: faulty ? wrong : name, notes: `${id}/${String(row)}` };
  });
  return { number, id, kind, action: 'samples.create', rows, many: true };
}

function updateMany(draw: Draw): PlannedCommand {
  const { plan, number, kind, random } = draw;
  const id = commandId(plan.robot, number);
  const rows = Array.from({ length: 2 + Math.floor(random() * (updatesMax - 1)) }, (_, row): PlannedRow => {
    const target = targetOf(draw);
    const name = target === undefined ? `${ownName(draw)}-none` : nameOf(plan, target);
    return { name, notes: `${id}/${String(row)}` };
  });
  return { number, id, kind, action: 'samples.update', rows, many: true };
}

/** One of the samples that were made last. */
function targetOf({ plan, number, random }: Draw): number | undefined {
  return earlier(plan, number - Math.floor(random() * targetsBack), 'create');
}

function ownName({ plan, number }: Draw): string {
  return nameOf(plan, number);
}

function actionOf(kind: CommandKind): PlannedCommand['action'] {
  if (kind === 'no action') return 'samples.vanish';
  return kind === 'update' || kind === 'no sample' ? 'samples.update' : 'samples.create';
}

function nameOf({ robot }: RobotPlan, number: number): string {
  return `R${String(robot)}-${String(number)}`;
}

/** The last command of one of these kinds before a number. */
function earlier(plan: RobotPlan, before: number, ...kinds: readonly CommandKind[]): number | undefined {
  for (let number = before - 1; number > 0; number -= 1) {
    if (kinds.includes(rolled(randomOf(plan, number)()))) return number;
  }
  return undefined;
}

function rolled(roll: number): CommandKind {
  let left = roll * shares.reduce((sum, [, share]) => sum + share, 0);
  for (const [kind, share] of shares) {
    left -= share;
    if (left < 0) return kind;
  }
  return 'create';
}

function randomOf({ seed, robot }: RobotPlan, number: number): () => number {
  const mixed = createHash('sha256')
    .update(`${String(seed)} ${String(robot)} ${String(number)}`)
    .digest();
  return seededRandom(mixed.readUInt32LE());
}
