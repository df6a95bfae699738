import type { Declaration, Declarations, MessageDeclaration } from '@benchline/actions';
import { productDeclarations } from '@benchline/actions';
import { toAppError } from '@benchline/errors';
import type { Principal } from '@benchline/principal';
import { testTrust } from '@benchline/principal/testing';
import type { AnyAction, Command, RobotAnswer, RobotCommand, Runtime, RuntimeConfig } from '@benchline/runtime';
import { keptAnswers, refusedAnswer, robotAnswers, robotDoor, robotKey } from '@benchline/runtime';
import type { Store } from '@benchline/store';
import { startTeam } from '../play/arena.ts';
import { getMember, join, joinMany, leave, rename, setEmail } from './actions.ts';
import { memberMessage, message, teamDeclarations } from './declarations.ts';

const single = {
  owner: 'teams',
  rpc: '',
  summary: '',
  method: 'POST',
  success: 200,
  surfaces: ['api'],
  scope: 'members:edit',
  audience: ['person', 'key'],
  tool: undefined,
  robot: undefined,
  events: [],
  preconditions: [],
  sideEffects: [],
  transitions: [],
  bulkOf: undefined,
  session: undefined,
  severalCommits: false,
  output: memberMessage,
} as const satisfies Partial<Declaration>;

const onMember = (name: string, robot: string, input: MessageDeclaration): Declaration => ({
  ...single,
  name,
  path: `/members/{id}/${name}`,
  robot,
  input,
});

const joinInput = message('test.Join', { name: 'string', team: 'string', role: 'string', email: 'string' }, [
  'name',
  'team',
  'role',
]);

/** All bulk calls of the product have one answer. */
function bulkAnswer(): MessageDeclaration {
  const bulk = productDeclarations().actions.get('BulkCreateSamples');
  if (bulk === undefined) throw new Error('the product has no bulk call');
  return bulk.output;
}

const declared: readonly Declaration[] = [
  { ...single, name: 'Join', path: '/members', robot: 'members.join', success: 201, input: joinInput },
  { ...single, name: 'JoinMany', path: '/members/bulk', bulkOf: 'Join', input: joinInput, output: bulkAnswer() },
  onMember('Rename', 'members.rename', message('test.Rename', { id: 'integer', name: 'string' }, ['name'])),
  onMember('SetEmail', 'members.set_email', message('test.SetEmail', { id: 'integer', email: 'string' })),
  {
    ...onMember('Leave', 'members.leave', message('test.Leave', { id: 'integer', reason: 'string' })),
    success: 204,
  },
  {
    ...onMember('GetMember', 'members.get', message('test.GetMember', { id: 'integer' })),
    method: 'GET',
    robot: undefined,
  },
];

export const robotDeclarations: Declarations = {
  ...teamDeclarations,
  actions: new Map(declared.map((one) => [one.name, one])),
  scopes: [single.scope],
};

/** A robot's key, with the right to all that robots can do here. */
export const robotKeyTwelve: Principal = {
  organizationId: 1,
  organizationName: 'Test Org',
  actor: { kind: 'service_account', id: 3, name: 'Arm 1' },
  credentialMethod: 'key',
  credentialId: '12',
  scopes: [single.scope],
};

/** What a robot sends: JSON where the body is no bytes or text already. */
export interface Sent extends Partial<Omit<RobotCommand, 'body'>> {
  readonly body?: unknown;
}

export interface Robots {
  readonly runtime: Runtime;
  /** The command that the door makes of it, and whether it is poison. */
  readonly read: (sent: Sent, who?: Partial<Principal>) => Promise<{ command: Command; poison: string | undefined }>;
  /** What a robot is told. */
  readonly send: (sent: Sent, who?: Partial<Principal>) => Promise<RobotAnswer>;
  /** What is told to whoever asks for a command later. */
  readonly kept: (id: string, keyId?: string) => Promise<RobotAnswer | undefined>;
}

export interface RobotsConfig extends Partial<RuntimeConfig> {
  /** In place of the team's. */
  readonly actions?: readonly AnyAction[];
}

/** A replica of the team's service, with its door for robots. */
export function startRobots(store: Store, { actions, ...config }: RobotsConfig = {}): Robots {
  const runtime = startTeam(store, config);
  const trust = testTrust(config.clock);
  const all = actions ?? [join, joinMany, rename, setEmail, leave, getMember];
  const door = robotDoor({ declarations: robotDeclarations, actions: all, verify: trust.verify });
  const answerOf = robotAnswers(robotDeclarations);
  const read: Robots['read'] = async (sent, who = {}) => {
    const principal = trust.sign({ ...robotKeyTwelve, ...who });
    const { command, poison } = await door(commandOf(sent), { principal, callId: 'lease-1/1' });
    return { command, poison: poison?.reason };
  };
  return {
    runtime,
    read,
    send: async (sent, who) => {
      try {
        const { command } = await read(sent, who);
        const { reply } = await runtime.change(command);
        return answerOf(commandOf(sent).action, { reply, many: command.bulk !== undefined });
      } catch (thrown) {
        return refusedAnswer(toAppError(thrown));
      }
    },
    kept: async (id, keyId = robotKeyTwelve.credentialId) => {
      const found = await runtime.kept(1, robotKey(keyId, id));
      return found === undefined ? undefined : keptAnswers(robotDeclarations)(found);
    },
  };
}

function commandOf({ body = {}, ...sent }: Sent): RobotCommand {
  const terms = { reason: '', ifMatch: '', deviceTime: '', traceId: '' };
  return { id: 'c1', action: 'members.join', ...terms, ...sent, body: bytesOf(body) };
}

function bytesOf(body: unknown): Uint8Array {
  if (body instanceof Uint8Array) return body;
  return new TextEncoder().encode(typeof body === 'string' ? body : JSON.stringify(body));
}
