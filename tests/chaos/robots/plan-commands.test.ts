import { expect, test } from '@jest/globals';
import { bodyOf, commandKinds, planCommand } from './plan-commands.ts';

const plan = { robot: 3, experimentId: 5, seed: 7 };
const commands = Array.from({ length: 2_000 }, (_, at) => planCommand(plan, at + 1));

test('a command is the same whenever it is asked for, and another one for another robot or seed', () => {
  expect(planCommand(plan, 17)).toEqual(commands[16]);
  expect(commands[16]?.id).toBe('r3-000017');
  const kinds = (other: typeof plan) => commands.map(({ number }) => planCommand(other, number).kind);
  expect(kinds({ ...plan, seed: 8 })).not.toEqual(kinds(plan));
  expect(kinds({ ...plan, robot: 4 })).not.toEqual(kinds(plan));
});

test('there is something of every kind, and no two rows say the same', () => {
  expect(new Set(commands.map(({ kind }) => kind))).toEqual(new Set(commandKinds));
  const notes = commands.filter(({ kind }) => kind !== 'again').flatMap(({ rows }) => rows.map((row) => row.notes));
  expect(new Set(notes).size).toBe(notes.length);
});

test('what is sent again is what was sent', () => {
  const again = commands.filter(({ kind }) => kind === 'again');

  for (const { id, number, ...rest } of again) {
    const first = commands.find((one) => one.id === id && one.kind !== 'again');
    expect(first?.number).toBeLessThan(number);
    expect(bodyOf({ id, number, ...rest }, plan)).toEqual(first && bodyOf(first, plan));
  }
});
