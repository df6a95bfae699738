/**
 * A robot as a process of its own, to be killed at any moment. It sends its commands one number after the other, and notes what it begins
 * and what it hears; a later life of it goes on where the notes end. Its settings are in the file that CHAOS_ROBOT names.
 */
import { existsSync, readFileSync } from 'node:fs';
import { once } from 'node:events';
import { connectRobot, RobotError, type Outcome, type Robot, type RobotErrorCode } from '@benchline/robot';
import { bodyOf, noJson, planCommand, type PlannedCommand, type RobotPlan } from '../plan-commands.ts';
import { openJournal, readNotes, type Journal, type RobotNotes } from './journal.ts';
import { lostFromBuffer } from './lost-from-buffer.ts';
import { outcomeDigest } from './outcome-digest.ts';
import { openRawLink, type RawLink } from './raw-link.ts';

export interface RobotOrders extends RobotPlan {
  readonly servers: string;
  readonly key: string;
  readonly keyId: number;
  /** Commands that it sends at least; more until the file `enough` is there. */
  readonly commands: number;
  readonly enough: string;
  readonly buffer: string;
  readonly journal: string;
}

/** Commands that wait for their outcome at a time. */
const underWayMax = 64;
const tellEveryMs = 250;
/** What a robot has to live through where everything is killed. */
const passingTroubles: readonly RobotErrorCode[] = ['connection', 'not_received'];

interface Desk {
  readonly orders: RobotOrders;
  readonly robot: Robot;
  readonly raw: RawLink;
  readonly journal: Journal;
}

async function work({ orders, ...desk }: Desk, { begun, heard }: RobotNotes): Promise<void> {
  const underWay = new Set<Promise<void>>();
  let answered = 0;
  const begin = async (command: PlannedCommand): Promise<void> => {
    const sending = send({ orders, ...desk }, command).then(() => {
      answered += 1;
      underWay.delete(sending);
    });
    underWay.add(sending);
    while (underWay.size >= underWayMax) await Promise.race(underWay);
  };
  const telling = setInterval(() => {
    console.log(`answered ${String(answered)}`);
  }, tellEveryMs);
  for (let number = 1; number <= begun; number += 1) {
    const command = planCommand(orders, number);
    if (command.kind === 'again' || heard.get(command.id)?.told === true) answered += 1;
    else await begin(command);
  }
  for (let number = begun + 1; number <= orders.commands || !existsSync(orders.enough); number += 1) {
    desk.journal.begin(number);
    await begin(planCommand(orders, number));
  }
  await Promise.all(underWay);
  clearInterval(telling);
  console.log(`answered ${String(answered)}`);
}

async function send({ orders, robot, raw, journal }: Desk, command: PlannedCommand): Promise<void> {
  const { id, action, kind } = command;
  if (kind === 'no JSON') {
    await raw.send(id, action, noJson);
    return;
  }
  try {
    // What it sends by mistake has no place among the types.
    const outcome = await robot.send(action as 'samples.create', bodyOf(command, orders) as never, { id });
    // To be the one that others heard. Whether the robot was told is for its listener to note.
    journal.hear({ id, digest: digestOf(outcome), told: false });
  } catch (thrown) {
    journal.trouble(thrown instanceof RobotError ? `${thrown.code}: ${thrown.message}` : String(thrown));
  }
}

function digestOf(outcome: Outcome): string {
  const { commandId: id, action, status } = outcome;
  return outcomeDigest({
    ...{ command_id: id, action, status },
    ...(outcome.ok ? { body: outcome.body } : { detail: outcome.detail }),
  });
}

const orders = JSON.parse(readFileSync(process.env['CHAOS_ROBOT'] ?? '', 'utf8')) as RobotOrders; // written by the crew
using journal = openJournal(orders.journal);
await using raw = await openRawLink({ ...orders, journal });
await using robot = await connectRobot({
  ...{ servers: orders.servers, key: orders.key, organizationId: 1, keyId: orders.keyId },
  buffer: { file: orders.buffer },
  onOutcome: (outcome) => {
    journal.hear({ id: outcome.commandId, digest: digestOf(outcome), told: true });
  },
  onTrouble: ({ code, message }) => {
    console.log(`${code}: ${message}`);
    if (!passingTroubles.includes(code)) journal.trouble(`${code}: ${message}`);
  },
});
// First what is pending: what leaves the buffer from now on is in the notes.
const pending = new Set(robot.pending.map(({ id }) => id));
const notes = readNotes(orders.journal);
for (const id of lostFromBuffer(orders, notes, pending)) journal.trouble(`its buffer lost ${id}`);
console.log('the robot is here');
await work({ orders, robot, raw, journal }, notes);
await robot.flush(120_000);
console.log('all is answered');
// Who may be killed has to be there until the end.
await once(process, 'SIGTERM');
