import { describe, expect, test } from '@jest/globals';
import { complaintsOf, type RobotsRun } from './complaints.ts';
import { command, done, heardOf, refused, robotEntry, robotSample } from './made-evidence.ts';
import { commandKinds } from './plan-commands.ts';
import type { Heard } from './robot/journal.ts';
import { judge, verdictLine, type Evidence, type FaultKind, type RobotEvidence } from './verdict.ts';

const update = { kind: 'update', action: 'samples.update', rows: [{ name: 'S-1', notes: 'r1-3' }] } as const;
const commands = [command(1), command(2), command(3, update), command(4, { rows: [{ name: 'S-1', notes: 'r1-4' }] })];
const changed = robotSample(1, { prep_notes: 'r1-3', version: 2 });
const samples = [changed, robotSample(2)];
const told = [
  done(robotSample(1), 'r1-1'),
  done(robotSample(2), 'r1-2'),
  done(changed, 'r1-3', { action: 'samples.update', status: 200 }),
  refused('r1-4', 409, 'external_id_already_exists'),
];
const [first, second, third] = [
  robotEntry(1, 'r1-1', { id: 1, version: 1 }),
  robotEntry(2, 'r1-2', { id: 2, version: 1 }),
  robotEntry(3, 'r1-3', { id: 1, version: 2 }),
];
const robot: RobotEvidence = { keyId: 7, commands, heard: heardOf(told) };
const sound: Evidence = {
  robots: [robot],
  outcomes: new Map(told.map((one) => [one.command_id, one])),
  samples,
  entries: [first, second, third],
};

test('finds nothing where all is as it was asked for', () => {
  expect(verdictLine(judge(sound))).toBe(
    'acknowledged 4, lost 0, doubled 0, outcomes missing 0, outcomes differing 0, out of order 0',
  );
});

test('a command that is sent again is the same command', () => {
  const again = { ...command(1), number: 5, kind: 'again' } as const;

  const verdict = judge({ ...sound, robots: [{ ...robot, commands: [...commands, again] }] });

  expect(verdict).toEqual({ acknowledged: 4, faults: [] });
});

test('what is asked for in an array is judged row by row', () => {
  const many = command(1, {
    kind: 'create many',
    rows: [
      { name: 'S-1', notes: 'r1-1' },
      { name: undefined, notes: 'x' },
      { name: 'S-1', notes: 'y' },
    ],
    many: true,
  });
  const items = [
    { index: 0, status: 201, id: 1, external_id: 'S-1' },
    { index: 1, status: 422, detail: [] },
    { index: 2, status: 409, detail: 'external_id_already_exists' },
  ];
  const outcome = { command_id: 'r1-1', action: 'samples.create', status: 200, body: { items } };
  const evidence: Evidence = {
    robots: [{ keyId: 7, commands: [many], heard: heardOf([outcome]) }],
    outcomes: new Map([['r1-1', outcome]]),
    samples: [robotSample(1)],
    entries: [first],
  };
  const short = { ...outcome, body: { items: items.slice(0, 2) } };

  expect(judge(evidence).faults).toEqual([]);
  expect(judge({ ...evidence, outcomes: new Map([['r1-1', short]]) }).faults).toMatchObject([
    { kind: 'outcomes differing' },
  ]);
});

function outcomesWith(...others: readonly ReturnType<typeof done>[]): Evidence['outcomes'] {
  return new Map([...sound.outcomes, ...others.map((one) => [one.command_id, one] as const)]);
}

function robotsThatHeard(id: string, heard: Partial<Heard>): Evidence['robots'] {
  const before = robot.heard.get(id) ?? { told: false, digests: new Set() };
  return [{ ...robot, heard: new Map([...robot.heard, [id, { ...before, ...heard }]]) }];
}

const otherwise = { ...robotSample(2), organism: 'y' };

test.each<[string, Partial<Evidence>, FaultKind]>([
  ['a sample that is not there', { samples: [changed] }, 'lost'],
  ['a change that is not there', { samples: [robotSample(1), robotSample(2)] }, 'lost'],
  ['a change that the audit misses', { entries: [first, second] }, 'lost'],
  ['a sample that nobody asked for', { samples: [...samples, robotSample(3)] }, 'doubled'],
  [
    'a name for two samples',
    { samples: [...samples, robotSample(3, { external_id: 'S-2', prep_notes: 'r1-2' })] },
    'doubled',
  ],
  ['an id for two samples', { samples: [...samples, robotSample(2, { external_id: 'S-2' })] }, 'doubled'],
  ['a change that was made twice', { samples: [{ ...changed, version: 3 }, robotSample(2)] }, 'doubled'],
  ['an entry too many', { entries: [first, second, third, { ...third, seq: 4 }] }, 'doubled'],
  [
    'an entry of a command that was refused',
    { entries: [first, second, third, robotEntry(4, 'r1-4', { id: 2, version: 2 })] },
    'doubled',
  ],
  [
    'a command that the platform knows nothing of',
    { outcomes: new Map([...sound.outcomes].slice(1)) },
    'outcomes missing',
  ],
  ['an outcome that only others heard', { robots: robotsThatHeard('r1-2', { told: false }) }, 'outcomes missing'],
  ['an outcome that nobody heard', { robots: [{ ...robot, heard: heardOf(told.slice(0, 3)) }] }, 'outcomes missing'],
  [
    'an outcome that was told in two ways',
    { robots: robotsThatHeard('r1-2', { digests: new Set(['a', 'b']) }) },
    'outcomes differing',
  ],
  [
    'an outcome that is told otherwise over HTTP',
    { outcomes: outcomesWith(done(otherwise, 'r1-2')) },
    'outcomes differing',
  ],
  [
    'an outcome of a command that the robot never sent',
    { robots: robotsThatHeard('r2-1', { told: false, digests: new Set(['a']) }) },
    'doubled',
  ],
  [
    'a sample that was changed last by the command before the last',
    { samples: [robotSample(1, { version: 2 }), robotSample(2)] },
    'out of order',
  ],
  [
    'commands that were done in another order',
    { entries: [{ ...second, seq: 1 }, { ...first, seq: 2 }, third] },
    'out of order',
  ],
])('counts %s', (_name, change, kind) => {
  const { faults } = judge({ ...sound, ...change });

  expect(new Set(faults.map((fault) => fault.kind))).toEqual(new Set([kind]));
  expect(verdictLine({ acknowledged: 4, faults })).not.toContain(`${kind} 0`);
});

const { version: _version, ...silent } = robotSample(2);

test.each<[string, ReturnType<typeof done>]>([
  ['a refusal of what should have been done', refused('r1-2', 409, 'external_id_already_exists')],
  ['something done that should have been refused', done(robotSample(2), 'r1-4')],
  ['a refusal for another reason', refused('r1-4', 409, 'version_conflict')],
  ['an outcome with what another command wrote', done(robotSample(2, { prep_notes: 'r1-9' }), 'r1-2')],
  ['an outcome with another version', done(robotSample(2, { version: 2 }), 'r1-2')],
  ['an outcome that leaves the version out', done(robotSample(2), 'r1-2', { body: silent })],
  ['an outcome with the id of another sample', done({ ...robotSample(2), id: 5 }, 'r1-2')],
  ['an outcome of another action', done(robotSample(2), 'r1-2', { action: 'samples.update' })],
])('counts %s, though all agree on it', (_name, outcome) => {
  const all = [...told.filter((one) => one.command_id !== outcome.command_id), outcome];

  const { faults } = judge({ ...sound, robots: [{ ...robot, heard: heardOf(all) }], outcomes: outcomesWith(outcome) });

  expect(faults).toMatchObject([{ kind: 'outcomes differing' }]);
});

describe('a run', () => {
  const every = commandKinds.map((kind, at) => command(at + 1, { kind }));
  const poison = every.filter(({ kind }) => kind === 'no action' || kind === 'no JSON').map(({ id }) => id);
  const run: RobotsRun = {
    verdict: judge(sound),
    robots: [{ ...robot, commands: every }],
    gaps: 0,
    troubles: [],
    stream: { commands: 0, deadLetters: new Set(poison) },
    kills: new Map([
      ['nats', 2],
      ['robots', 1],
    ]),
    plan: { commands: 10, kills: 3 },
  };

  test('in which everything was tried and nothing found has nothing to complain of', () => {
    expect(complaintsOf(run)).toEqual([]);
  });

  test.each<[string, Partial<RobotsRun>, string]>([
    [
      'that found a fault',
      { verdict: { acknowledged: 1, faults: [{ kind: 'lost', what: 'the sample S-1 is not there' }] } },
      'lost: the sample S-1 is not there',
    ],
    ['with gaps in the audit', { gaps: 2 }, '2 gaps in the audit'],
    ['in which a client refused', { troubles: ['closed: x'] }, 'trouble: closed: x'],
    ['that left commands', { stream: { ...run.stream, commands: 3 } }, '3 commands are left in the stream'],
    [
      'that put nothing away',
      { stream: { commands: 0, deadLetters: new Set() } },
      '2 of 2 poisonous commands were not put away',
    ],
    [
      'that put something else away',
      { stream: { commands: 0, deadLetters: new Set([...run.stream.deadLetters, 'r1-99']) } },
      '1 other commands were put away, r1-99 among them',
    ],
    ['that was not done in time', { plan: { commands: 11, kills: 3 } }, 'only 10 of 11 commands were sent in time'],
    [
      'that never sent poison',
      {
        robots: [{ ...robot, commands: every.map((one) => (one.kind === 'no JSON' ? command(1) : one)) }],
        stream: { commands: 0, deadLetters: new Set(poison.slice(0, 1)) },
      },
      'no command of the kind no JSON',
    ],
    ['that spared a part', { kills: new Map([...run.kills, ['gateway', 0]]) }, 'never killed gateway'],
    ['that killed too seldom', { plan: { commands: 10, kills: 4 } }, 'only 3 of 4 kills'],
  ])('%s is not sound', (_name, change, complaint) => {
    expect(complaintsOf({ ...run, ...change })).toEqual([complaint]);
  });
});
