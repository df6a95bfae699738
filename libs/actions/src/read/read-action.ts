import type { DescMessage, DescMethod } from '@bufbuild/protobuf';
import type { Action } from '@benchline/proto/benchline/options/v1/options.ts';
import {
  Audience as AudienceOption,
  Session as SessionOption,
  Surface as SurfaceOption,
} from '@benchline/proto/benchline/options/v1/options.ts';
import type { Audience, Declaration, HttpMethod, MessageDeclaration, Surface } from '../declaration.ts';
import { takesBody } from '../request-parts.ts';
import { withQueryLengths } from './query-lengths.ts';
import type { Reading } from './reading.ts';

const methods = { get: 'GET', post: 'POST', patch: 'PATCH', put: 'PUT', delete: 'DELETE' } as const satisfies Record<
  string,
  HttpMethod
>;

const surfaces: ReadonlyMap<SurfaceOption, Surface> = new Map<SurfaceOption, Surface>([
  [SurfaceOption.SURFACE_API, 'api'],
  [SurfaceOption.SURFACE_INTEGRATION, 'integration'],
  [SurfaceOption.SURFACE_ADMIN, 'admin'],
]);

const audiences: ReadonlyMap<AudienceOption, Audience> = new Map<AudienceOption, Audience>([
  [AudienceOption.AUDIENCE_PERSON, 'person'],
  [AudienceOption.AUDIENCE_KEY, 'key'],
  [AudienceOption.AUDIENCE_ROBOT, 'robot'],
  [AudienceOption.AUDIENCE_AGENT, 'agent'],
  [AudienceOption.AUDIENCE_ANYONE, 'anyone'],
]);

const sessions: ReadonlyMap<SessionOption, Declaration['session']> = new Map<SessionOption, Declaration['session']>([
  [SessionOption.SESSION_START, 'start'],
  [SessionOption.SESSION_END, 'end'],
]);

const usualAudience: readonly Audience[] = ['person', 'key'];

interface Owned {
  readonly owner: string;
  readonly option: Action;
  readonly readMessage: (desc: DescMessage) => MessageDeclaration;
}

/** The declaration of one RPC, or nothing when it has no route (which is reported). */
export function readAction(
  reading: Reading,
  desc: DescMethod,
  { owner, option, readMessage }: Owned,
): Declaration | undefined {
  const source = reading.source(desc);
  if (option.route === undefined) {
    reading.problems.add(source.at, `${desc.name} has no route`);
    return undefined;
  }
  const method = methods[option.route.$case];
  const input = readMessage(desc.input);
  const audience = present(option.audience.map((one) => audiences.get(one)));
  const declaration: Declaration = {
    name: desc.name,
    owner,
    rpc: `/${desc.parent.typeName}/${desc.name}`,
    summary: source.comment === '' ? sentence(desc.name) : source.comment,
    method,
    path: option.route.value,
    success: option.success === 0 ? 200 : option.success,
    surfaces: present(option.surfaces.map((one) => surfaces.get(one))),
    scope: option.scope,
    audience: audience.length === 0 ? usualAudience : audience,
    tool: option.tool === '' ? undefined : option.tool,
    robot: option.robot === '' ? undefined : option.robot,
    events: option.events,
    preconditions: option.preconditions,
    sideEffects: option.sideEffects,
    transitions: option.transitions,
    bulkOf: option.bulkOf === '' ? undefined : option.bulkOf,
    session: sessions.get(option.session),
    severalCommits: option.severalCommits,
    input: takesBody(method) ? input : withQueryLengths(reading, input),
    output: readMessage(desc.output),
  };
  reading.places.set(declaration, source.at);
  return declaration;
}

function present<T>(values: readonly (T | undefined)[]): T[] {
  return values.filter((value) => value !== undefined);
}

/** `CreateSample` as words: "Create sample." */
function sentence(name: string): string {
  const words = name.replace(/([a-z0-9])([A-Z])/g, '$1 $2').toLowerCase();
  return `${words.charAt(0).toUpperCase()}${words.slice(1)}.`;
}
