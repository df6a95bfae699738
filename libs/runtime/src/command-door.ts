import { createHash } from 'node:crypto';
import type { BulkInputRow, Declaration, Declarations, MessageDeclaration, WireRequest } from '@benchline/actions';
import { createBulkGate, createGate, jsonWriter } from '@benchline/actions';
import type { Violation } from '@benchline/errors';
import { AppError, errorTable, invalid, toAppError, wireError } from '@benchline/errors';
import type { ExecuteRequest, ExecuteResponse } from '@benchline/proto/benchline/command/v1/command.ts';
import { CommandServiceService } from '@benchline/proto/benchline/command/v1/command.ts';
import type { Served } from '@benchline/rpc';
import { serve } from '@benchline/rpc';
import { span, SpanKind, traceFrom } from '@benchline/telemetry';
import type { VerifyPrincipal } from '@benchline/principal';
import type { Bulk } from './action.ts';
import type { AnyAction } from './any-action.ts';
import { authorized } from './authorized.ts';
import type { Call } from './call.ts';
import { withReason } from './call.ts';
import { declared } from './declared.ts';
import type { Command, Outcome } from './job.ts';
import type { Entity } from './kind.ts';
import type { Runtime } from './runtime.ts';
import { oneRow } from './runtime.ts';
import { answerKeptMs } from './stored-answer.ts';
import { stepsOf } from './take-steps.ts';

export interface DoorConfig {
  /** Name of the service, for traces. */
  readonly service: string;
  readonly runtime: Runtime;
  readonly declarations: Declarations;
  readonly actions: readonly AnyAction[];
  readonly verify: VerifyPrincipal;
  /** Hears of what must not happen. */
  readonly defect: (error: unknown) => void;
}

/** A request that is through the gate. */
interface Admitted {
  readonly request: WireRequest;
  readonly call: Call;
  readonly deadline: number;
}

interface Door {
  readonly declaration: Declaration;
  /** Kind of the record that the reply is. */
  readonly kind: string | undefined;
  readonly write: (reply: unknown) => string;
  run(admitted: Admitted): Promise<Pick<Outcome, 'reply' | 'replayed'>>;
}

/**
 * The way in for HTTP, robots and agents: JSON through the action's gate into the runtime, and the reply out as JSON.
 * @throws {Error} an action that nothing declares.
 */
export function commandDoor(config: DoorConfig): readonly Served[] {
  const doors = new Map(config.actions.map((action) => [action.name, openDoor(action, config)]));
  return serve(CommandServiceService, {
    execute: async (request, context) => {
      const door = doors.get(request.action);
      if (door === undefined)
        return refusal(new AppError('not_found', 'not_found', `No action ${request.action} here`));
      // A call without a principal that holds is the gateway's affair, not the caller's: it is thrown, not answered.
      const call = await authorized(door.declaration, {
        call: request.call,
        principal: context.principal,
        verify: config.verify,
      });
      const step = { name: `${config.service} ${request.action}`, kind: SpanKind.SERVER };
      try {
        return await span(step, traceFrom(context.traceparent), () =>
          execute(door, request, { call, deadline: context.deadline }),
        );
      } catch (thrown) {
        const error = toAppError(thrown);
        if (error.reason === 'principal_expired') throw error; // as above
        if (error.kind === 'internal') config.defect(error);
        return refusal(error);
      }
    },
  });
}

async function execute(
  door: Door,
  request: ExecuteRequest,
  { call, deadline }: Pick<Admitted, 'call' | 'deadline'>,
): Promise<ExecuteResponse> {
  const wire = {
    path: Object.fromEntries(request.path.map(({ name, value }) => [name, value])),
    query: request.query.map(({ name, value }) => [name, value] as const),
    body: request.body,
  };
  const { reply, replayed } = await door.run({ request: wire, call, deadline });
  const record = door.kind === undefined ? undefined : (reply as Entity); // the reply is a record of that kind
  const { dryRun } = call;
  const status = dryRun ? errorFree : door.declaration.success;
  return {
    status,
    body: status === empty ? noBody : Buffer.from(door.write(reply)),
    version: record?.version ?? 0,
    replayed,
    dryRun,
    retryAfterSeconds: 0,
    entity: record === undefined ? '' : `${String(door.kind)}/${String(record.id)}`,
  };
}

const errorFree = 200;
const empty = 204;
const noBody = Buffer.alloc(0);

function refusal(error: AppError): ExecuteResponse {
  const { version } = error.extras;
  return {
    status: errorTable[error.kind].http,
    body: Buffer.from(JSON.stringify(wireError(error))),
    version: typeof version === 'number' ? version : 0,
    replayed: false,
    dryRun: false,
    entity: '',
    retryAfterSeconds: error.retryAfterSeconds ?? 0,
  };
}

function openDoor(action: AnyAction, { runtime, declarations }: DoorConfig): Door {
  const declaration = declared(declarations, action.name);
  const { method, severalCommits } = declaration;
  if (severalCommits !== (action.does === 'procedure' && method !== 'GET')) {
    throw new Error(`${action.name} and its declaration differ in whether it is done in several commits`);
  }
  return {
    declaration,
    kind: kindOf(declarations, declaration.output),
    write: jsonWriter(declaration.output),
    run: action.does === 'bulk' ? bulkRunner(action, declarations, runtime) : runner(action, declaration, runtime),
  };
}

function runner(action: Exclude<AnyAction, Bulk>, declaration: Declaration, runtime: Runtime): Door['run'] {
  const gate = createGate(declaration);
  return async ({ request, call, deadline }) => {
    if (declaration.severalCommits) refuseTerms(call);
    const input = gate.read(request);
    switch (action.does) {
      case 'read':
        return { reply: await runtime.query(call.organizationId, action, input), replayed: false };
      case 'procedure': {
        const steps = stepsOf(runtime, withReason(call, input), deadline);
        return { reply: await action.run(input as never, steps), replayed: false }; // the gate of this action let it in
      }
      case 'list':
        return { reply: await runtime.list(call.organizationId, action, input), replayed: false };
      case 'change':
        return run(runtime, {
          name: action.name,
          action,
          bulk: undefined,
          rows: oneRow(input),
          call: withReason(call, input),
          deadline,
        });
    }
  };
}

/**
 * The commits of such an action stand each for itself: there is no one answer to keep for a repeat, and no one version to compare. Whoever
 * asks for either is told so, rather than left to rely on it. Dry runs take no notice of a key, as everywhere.
 */
function refuseTerms({ dryRun, idempotencyKey, ifMatch }: Call): void {
  const isKeyed = !dryRun && idempotencyKey !== '';
  const violations = [
    ...(isKeyed ? [unfitTerm('Idempotency-Key', "This action can't be repeated by a key: send it without")] : []),
    ...(ifMatch === '' ? [] : [unfitTerm('If-Match', "This action doesn't depend on a version: send it without")]),
  ];
  if (violations.length > 0) throw invalid(violations);
}

function unfitTerm(header: string, msg: string): Violation {
  return { loc: ['header', header], msg, type: 'extra_forbidden' };
}

function bulkRunner(action: Bulk, declarations: Declarations, runtime: Runtime): Door['run'] {
  const row = declared(declarations, action.row.name);
  const gate = createBulkGate(declared(declarations, action.name), row);
  const bulk = { status: row.success, summary: action.summary };
  return ({ request, call, deadline }) =>
    run(runtime, { name: action.name, action: action.row, bulk, rows: gate.read(request), call, deadline });
}

async function run(runtime: Runtime, command: Omit<Command, 'idempotency'>): Promise<Outcome> {
  const { call } = command;
  if (call.dryRun) return runtime.rehearse({ ...command, idempotency: undefined });
  const idempotency = call.idempotencyKey === '' ? undefined : keyOf(command);
  return runtime.change({ ...command, idempotency });
}

/** The key belongs to the credential; the fingerprint tells a repeat from another request under the same key. */
function keyOf({
  call,
  rows,
}: {
  readonly call: Call;
  readonly rows: readonly BulkInputRow[];
}): Command['idempotency'] {
  const input = rows.map((row) => (row.ok ? row.input : wireError(row.error)));
  return {
    key: `${call.credentialMethod}/${call.credentialId}/${call.idempotencyKey}`,
    fingerprint: createHash('sha256')
      .update(`${call.route}\n${JSON.stringify(input)}`)
      .digest('base64url'),
    keptMs: answerKeptMs,
  };
}

function kindOf({ kinds }: Declarations, { typeName }: MessageDeclaration): string | undefined {
  return [...kinds.values()].find((kind) => kind.message.typeName === typeName)?.name;
}
