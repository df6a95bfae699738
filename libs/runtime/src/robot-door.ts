import { createHash } from 'node:crypto';
import type { CommandGate, Declaration, Declarations } from '@benchline/actions';
import { createCommandGate } from '@benchline/actions';
import { AppError, invalid } from '@benchline/errors';
import type { VerifyPrincipal } from '@benchline/principal';
import type { Call as WireCall } from '@benchline/proto/benchline/command/v1/command.ts';
import type { Action, RowSummary } from './action.ts';
import { internalAction } from './action.ts';
import type { AnyAction } from './any-action.ts';
import { authorized } from './authorized.ts';
import type { Call } from './call.ts';
import { callOf, withReason } from './call.ts';
import { declared } from './declared.ts';
import { refuse } from './decision.ts';
import type { Command } from './job.ts';
import { commandKeptMs } from './stored-answer.ts';

export interface RobotDoorConfig {
  readonly declarations: Declarations;
  /** All that the service does; those with a name for robots are taken. */
  readonly actions: readonly AnyAction[];
  readonly verify: VerifyPrincipal;
}

/** A command as a robot sends it. */
export interface RobotCommand extends Pick<Call, 'reason' | 'ifMatch' | 'deviceTime' | 'traceId'> {
  /** Its own, and the same when it is sent again. */
  readonly id: string;
  /** What it asks for, in a robot's words: `samples.create`. */
  readonly action: string;
  /** JSON: the action's input, or an array of inputs. */
  readonly body: Uint8Array;
  /** What is wrong with it before anybody reads its body. */
  readonly broken?: AppError | undefined;
}

/** Who sent it, as identity says. */
export interface RobotPrincipal {
  /** The signed principal. */
  readonly principal: string;
  /** Names the call on the lease. */
  readonly callId: string;
}

/** A robot's command as the runtime takes it. */
export interface ReadCommand {
  readonly command: Command;
  /** Why nothing can come of it, whatever the records say. It is a command all the same: it is worked once. */
  readonly poison: AppError | undefined;
}

/**
 * The way in for robots: the gate, rights and decisions of the same actions as behind HTTP.
 * @throws {AppError} `unauthenticated` for a principal that doesn't hold, `unavailable` where that can't be known.
 */
export type ReadRobotCommand = (asked: RobotCommand, who: RobotPrincipal) => Promise<ReadCommand>;

/** The key that a robot's answer is kept under: ids are its credential's own. */
export function robotKey(credentialId: string, commandId: string): string {
  return `command/${credentialId}/${commandId}`;
}

/** Tells a repeat from another command under the same id. */
export function robotFingerprint({ action, body }: Pick<RobotCommand, 'action' | 'body'>): string {
  // Of the bytes as they came: what they are worth may change between one sending and the next, and the command is the same.
  return createHash('sha256')
    .update(`${routeOf(action)}\n`)
    .update(body)
    .digest('base64url');
}

function routeOf(action: string): string {
  return `NATS ${action}`;
}

interface Taken {
  readonly declaration: Declaration;
  readonly action: Action;
  readonly gate: CommandGate;
  /** What the answer to an array says of a record. */
  readonly summary: (reply: unknown) => RowSummary;
}

export function robotDoor({ declarations, actions, verify }: RobotDoorConfig): ReadRobotCommand {
  const taken = new Map(actions.flatMap((action) => takenByRobots(action, actions, declarations)));
  return async (asked, who) => {
    const wire = wireCall(asked, who);
    const call = callOf(await verify(who.principal), wire);
    try {
      if (asked.broken !== undefined) throw asked.broken;
      const one = taken.get(asked.action);
      if (one === undefined) throw unknownAction();
      await authorized(one.declaration, { call: wire, principal: who.principal, verify });
      return { command: readInputs(one, asked, call), poison: undefined };
    } catch (thrown) {
      if (!(thrown instanceof AppError) || isDoubt(thrown)) throw thrown;
      return { command: refusedCommand(asked, call, thrown), poison: thrown };
    }
  };
}

/** Whether it says nothing of the command: who sent it isn't known for now. */
function isDoubt({ kind }: AppError): boolean {
  return kind === 'unauthenticated' || kind === 'unavailable';
}

function takenByRobots(
  action: AnyAction,
  actions: readonly AnyAction[],
  declarations: Declarations,
): readonly (readonly [name: string, taken: Taken])[] {
  const declaration = declared(declarations, action.name);
  if (declaration.robot === undefined || action.does !== 'change') return [];
  const rows = actions.find((other) => other.does === 'bulk' && other.row === action);
  const summary = rows?.does === 'bulk' ? rows.summary : idOf;
  return [[declaration.robot, { declaration, action, gate: createCommandGate(declaration), summary }]];
}

function idOf(reply: unknown): RowSummary {
  const { id } = reply as { readonly id: number }; // an action that changes a record answers with it
  return { id, code: undefined, externalId: undefined };
}

function readInputs({ declaration, action, gate, summary }: Taken, asked: RobotCommand, call: Call): Command {
  const { many, rows } = gate.read(asked.body);
  if (many && call.ifMatch !== '') throw ifMatchOfMany();
  const [first] = rows;
  return {
    name: action.name,
    action,
    bulk: many ? { status: declaration.success, summary } : undefined,
    rows,
    call: !many && first?.ok === true ? withReason(call, first.input) : call,
    ...kept(asked, call),
  };
}

/** A command of which nothing but its refusal will stand in the log. */
function refusedCommand(asked: RobotCommand, call: Call, error: AppError): Command {
  const rows = [{ ok: false, error }] as const;
  return { name: refusedAction.name, action: refusedAction, bulk: undefined, rows, call, ...kept(asked, call) };
}

const refusedAction = internalAction('RefusedCommand', {
  load: () => ({}),
  decide: () => refuse(unknownAction()),
});

/** It has no deadline: a robot's command waits in its stream for as long as it takes. */
function kept(asked: RobotCommand, { credentialId }: Call): Pick<Command, 'deadline' | 'idempotency'> {
  const [key, fingerprint] = [robotKey(credentialId, asked.id), robotFingerprint(asked)];
  return { deadline: Infinity, idempotency: { key, fingerprint, keptMs: commandKeptMs, robotAction: asked.action } };
}

function wireCall({ id, action, reason, ifMatch, deviceTime, traceId }: RobotCommand, who: RobotPrincipal): WireCall {
  return {
    ...{ reason, ifMatch, deviceTime, traceId },
    id: who.callId,
    requestId: id,
    idempotencyKey: id,
    onBehalfOf: undefined,
    source: 'nats',
    dryRun: false,
    route: routeOf(action),
  };
}

function unknownAction(): AppError {
  return new AppError('not_found', 'action_not_found', 'Robots have no such action');
}

function ifMatchOfMany(): AppError {
  const msg = 'An array of inputs has no one version: send it without';
  return invalid([{ loc: ['header', 'If-Match'], msg, type: 'extra_forbidden' }]);
}
