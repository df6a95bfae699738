import { expect, test } from '@jest/globals';
import { planCommand } from '../plan-commands.ts';
import type { Heard } from './journal.ts';
import { lostFromBuffer } from './lost-from-buffer.ts';

const plan = { robot: 1, experimentId: 1, seed: 7 };
const begun = 200;
const commands = Array.from({ length: begun }, (_, at) => planCommand(plan, at + 1));
const [first = '', second = '', third = ''] = commands
  .filter(({ kind }) => kind !== 'again' && kind !== 'no JSON')
  .map(({ id }) => id);

function heard(told: readonly string[], overheard: readonly string[] = []): ReadonlyMap<string, Heard> {
  const entry = (id: string, isTold: boolean) => [id, { told: isTold, digests: new Set(['x']) }] as const;
  return new Map([...told.map((id) => entry(id, true)), ...overheard.map((id) => entry(id, false))]);
}

test.each<[string, ReadonlyMap<string, Heard>, readonly string[], readonly string[]]>([
  ['of which nothing was kept yet has lost nothing', heard([]), [], []],
  ['that was told what it no longer has, has lost nothing', heard([first]), [second, third], []],
  ['may lack what came after the last that it has', heard([first]), [second], []],
  ['without a command from before one that it has, has lost it', heard([first]), [third], [second]],
  ['without a command whose outcome came to others only, has lost it', heard([first], [second]), [], [second]],
])('a buffer %s', (_name, notes, pending, lost) => {
  expect(lostFromBuffer(plan, { begun, heard: notes }, new Set(pending))).toEqual(lost);
});
