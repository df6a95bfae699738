import { createHash } from 'node:crypto';
import type { BulkInputRow, Declaration, Declarations, MessageDeclaration, WireRequest } from '@benchline/actions';
import { createBulkGate, createGate, jsonWriter } from '@benchline/actions';
import { AppError, errorTable, toAppError, wireError } from '@benchline/errors';
import type { ExecuteRequest, ExecuteResponse } from '@benchline/proto/benchline/command/v1/command.ts';
import { CommandServiceService } from '@benchline/proto/benchline/command/v1/command.ts';
import type { CallContext, Served } from '@benchline/rpc';
import { serve } from '@benchline/rpc';
import { span, SpanKind, traceFrom } from '@benchline/telemetry';
import type { AnyAction, Bulk } from './action.ts';
import type { Call } from './call.ts';
import type { Command, Outcome } from './job.ts';
import type { Entity } from './kind.ts';
import type { Runtime } from './runtime.ts';
import { oneRow } from './runtime.ts';

export interface DoorConfig {
  /** Name of the service, for traces. */
  readonly service: string;
  readonly runtime: Runtime;
  readonly declarations: Declarations;
  readonly actions: readonly AnyAction[];
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
  run(admitted: Admitted): Promise<Outcome>;
}

/**
 * The way in for HTTP, robots and agents: JSON through the action's gate into the runtime, and the reply out as JSON.
 * @throws {Error} an action that nothing declares.
 */
export function commandDoor(config: DoorConfig): readonly Served[] {
  const doors = new Map(config.actions.map((action) => [action.name, openDoor(action, config)]));
  return serve(CommandServiceService, {
    execute: async (request, context) => {
      const step = { name: `${config.service} ${request.action}`, kind: SpanKind.SERVER };
      try {
        return await span(step, traceFrom(context.traceparent), () =>
          execute(doors.get(request.action), request, context),
        );
      } catch (thrown) {
        const error = toAppError(thrown);
        if (error.kind === 'internal') config.defect(error);
        return refusal(error);
      }
    },
  });
}

async function execute(
  door: Door | undefined,
  request: ExecuteRequest,
  { deadline }: CallContext,
): Promise<ExecuteResponse> {
  if (door === undefined) throw new AppError('not_found', 'not_found', `No action ${request.action} here`);
  if (request.call === undefined) throw new AppError('unauthenticated', 'call_required', 'Nobody asks for this');
  const wire = {
    path: Object.fromEntries(request.path.map(({ name, value }) => [name, value])),
    query: request.query.map(({ name, value }) => [name, value] as const),
    body: request.body,
  };
  const { reply, replayed } = await door.run({ request: wire, call: request.call, deadline });
  const record = door.kind === undefined ? undefined : (reply as Entity); // the reply is a record of that kind
  const { dryRun } = request.call;
  return {
    status: dryRun ? errorFree : door.declaration.success,
    body: Buffer.from(door.write(reply)),
    version: record?.version ?? 0,
    replayed,
    dryRun,
    entity: record === undefined ? '' : `${String(door.kind)}/${String(record.id)}`,
  };
}

const errorFree = 200;

function refusal(error: AppError): ExecuteResponse {
  const { version } = error.extras;
  return {
    status: errorTable[error.kind].http,
    body: Buffer.from(JSON.stringify(wireError(error))),
    version: typeof version === 'number' ? version : 0,
    replayed: false,
    dryRun: false,
    entity: '',
  };
}

function openDoor(action: AnyAction, { runtime, declarations }: DoorConfig): Door {
  const declaration = declared(declarations, action.name);
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
    const input = gate.read(request);
    switch (action.does) {
      case 'read':
        return { reply: await runtime.query(call.organizationId, action, input), replayed: false };
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

/** An action's own `reason` goes into the log as the header's does; the header comes first. */
function withReason(call: Call, input: unknown): Call {
  const { reason } = input as { readonly reason?: unknown }; // a request message
  return call.reason === '' && typeof reason === 'string' ? { ...call, reason } : call;
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
  };
}

function declared(declarations: Declarations, name: string): Declaration {
  const declaration = declarations.actions.get(name);
  if (declaration === undefined) throw new Error(`no RPC in proto/ declares the action ${name}`);
  return declaration;
}

function kindOf({ kinds }: Declarations, { typeName }: MessageDeclaration): string | undefined {
  return [...kinds.values()].find((kind) => kind.message.typeName === typeName)?.name;
}
