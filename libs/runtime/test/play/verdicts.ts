import { isDeepStrictEqual } from 'node:util';
import { expect } from '@jest/globals';
import type { Deed, Person, Team } from '../team/model.ts';
import { judge } from '../team/model.ts';
import type { History, Moment } from './history.ts';
import { fingerprintOf } from './perform.ts';
import type { Ending, Told } from './perform.ts';

interface Row {
  readonly index: number;
  readonly status: number;
  readonly id: number | undefined;
  readonly detail: string | undefined;
}

/** Every answer must be the log's, or one that the model gives at some moment between the command's start and its end. */
export function checkAnswers(history: History, told: readonly Told[]): void {
  for (const one of told) {
    if (one.ending.is === 'unknown') continue;
    const window = momentsOf(history, one);
    const right = one.command.dryRun
      ? window.some(({ team }) => isDeepStrictEqual(rehearsed(team, one), answerOf(one.ending)))
      : checkAnswer(history, one, window);
    if (!right) throw new Error(`no moment explains ${JSON.stringify({ ...one, window })}`);
  }
}

function momentsOf({ moments }: History, { from, to }: Told): readonly Moment[] {
  const first = moments.findLastIndex(({ seq }) => seq <= from);
  return moments.slice(first, moments.findLastIndex(({ seq }) => seq <= to) + 1);
}

function checkAnswer(history: History, { command, requestIds, ending }: Told, window: readonly Moment[]): boolean {
  const [deed] = command.deeds;
  if (ending.is === 'unknown' || deed === undefined) return true;
  if (ending.is === 'refused') {
    return window.some(({ team, keys }) =>
      ending.reason === 'idempotency_key_reused_with_different_body'
        ? keys.has(command.key) && keys.get(command.key) !== fingerprintOf(command)
        : !command.bulk && judge(team, deed).refused === ending.reason,
    );
  }
  if (ending.replayed) return isDeepStrictEqual(plain(ending.reply), plain(history.kept.get(command.key)));
  if (command.bulk) return rowsAreRight(history, { command, requestIds, rows: rowsIn(ending.reply) }, window);
  const logged = requestIds.map((id) => history.replies.get(id)).find((reply) => reply !== undefined);
  if (logged !== undefined) return isDeepStrictEqual(plain(ending.reply), plain(logged));
  // Without an effect: the record as it was.
  return window.some(({ team }) => {
    const verdict = judge(team, deed);
    return (
      verdict.refused === undefined &&
      verdict.team === team &&
      isDeepStrictEqual(untimed(ending.reply), plain(verdict.reply))
    );
  });
}

function rowsAreRight(
  { made }: History,
  bulk: { readonly command: Told['command']; readonly requestIds: readonly string[]; readonly rows: readonly Row[] },
  window: readonly Moment[],
): boolean {
  const { command, requestIds, rows } = bulk;
  expect(rows.map(({ index }) => index)).toEqual(command.deeds.map((_, index) => index));
  const ids = rows.flatMap(({ id }) => id ?? []);
  // Under a key, an earlier copy of the call may have made some of them.
  const own = requestIds.flatMap((id) => made.get(id) ?? []);
  if (command.key === '') expect(ids).toEqual(own);
  else expect(ids).toEqual(expect.arrayContaining([...own]));
  return rows
    .filter(({ id }) => id === undefined)
    .every(({ index, detail }) =>
      window.some(({ team }) => JSON.stringify(judge(team, command.deeds[index] ?? fail()).refused) === detail),
    );
}

function fail(): never {
  throw new Error('no such row');
}

function rehearsed(team: Team, { command }: Told): unknown {
  if (!command.bulk) {
    const verdict = judge(team, command.deeds[0] ?? fail());
    return verdict.refused ?? plain(verdict.reply);
  }
  let now = team;
  return command.deeds.map((deed: Deed) => {
    const verdict = judge(now, deed);
    if (verdict.refused !== undefined) return JSON.stringify(verdict.refused);
    now = verdict.team;
    return verdict.reply.id;
  });
}

function answerOf(ending: Ending): unknown {
  if (ending.is === 'refused') return ending.reason;
  if (ending.is === 'unknown') return undefined;
  const rows = rowsIn(ending.reply);
  return rows.length > 0 ? rows.map(({ id, detail }) => id ?? detail) : untimed(ending.reply);
}

function rowsIn(reply: unknown): readonly Row[] {
  return (reply as { readonly items?: readonly Row[] }).items ?? []; // a bulk's reply has rows
}

function untimed(reply: unknown): unknown {
  const { updatedAt: _updatedAt, ...person } = reply as Person & { readonly updatedAt: string }; // a reply of the team's actions
  return plain(person);
}

/** As JSON has it: without what is unset. */
function plain(value: unknown): unknown {
  return value === undefined ? undefined : JSON.parse(JSON.stringify(value));
}
