import { planCommand, type RobotPlan } from '../plan-commands.ts';
import type { RobotNotes } from './journal.ts';

/**
 * Commands that a robot's buffer had when it was killed and doesn't have any more, though their outcome was never told. They are kept in
 * their order, before they go out: one that is pending, or was heard of, had all before it kept.
 */
export function lostFromBuffer(
  plan: RobotPlan,
  { begun, heard }: Pick<RobotNotes, 'begun' | 'heard'>,
  pending: ReadonlySet<string>,
): readonly string[] {
  const ids = Array.from({ length: begun }, (_, at) => planCommand(plan, at + 1))
    .filter(({ kind }) => kind !== 'again' && kind !== 'no JSON') // the one is there already, the other is sent by hand
    .map(({ id }) => id);
  const last = ids.findLastIndex((id) => pending.has(id) || heard.has(id));
  return ids.slice(0, last + 1).filter((id) => !pending.has(id) && heard.get(id)?.told !== true);
}
