import { randomBytes } from 'node:crypto';
import { productDeclarations } from '@benchline/actions';
import type { Bus } from '@benchline/bus';
import { inProcessBus } from '@benchline/bus';
import type { Principal } from '@benchline/principal';
import { testTrust } from '@benchline/principal/testing';
import { CommandServiceService } from '@benchline/proto/benchline/command/v1/command.ts';
import type { ExecuteResponse } from '@benchline/proto/benchline/command/v1/command.ts';
import type {
  GrantKeyLeaseRequest,
  GrantLeaseRequest,
  GrantLeaseResponse,
} from '@benchline/proto/benchline/identity/v1/lease.ts';
import { LeaseServiceService } from '@benchline/proto/benchline/identity/v1/lease.ts';
import type { Method, Served } from '@benchline/rpc';
import type { Action, Commit, Runtime } from '@benchline/runtime';
import { commandDoor, oneRow, readCommit, serviceCall, startRuntime } from '@benchline/runtime';
import { labTime, memoryStore } from '@benchline/runtime/testing';
import type { Store } from '@benchline/store';
import { startAccessLog } from '../src/access/start-access-log.ts';
import type { RunningAccessLog } from '../src/access/start-access-log.ts';
import { accountActions } from '../src/accounts/actions.ts';
import { keyUse } from '../src/accounts/key-use.ts';
import { directoryService } from '../src/directory/directory-service.ts';
import { identityKinds } from '../src/kinds.ts';
import type { DropLeases } from '../src/leases/drop-leases.ts';
import { gatewayRegister } from '../src/leases/gateway-register.ts';
import { leaseDropper } from '../src/leases/lease-dropper.ts';
import { leaseService } from '../src/leases/lease-service.ts';
import { startSigningKeys } from '../src/leases/signing-keys.ts';
import type { Time } from '../src/leases/time.ts';
import { systemTime } from '../src/leases/time.ts';
import { roleActions } from '../src/roles/actions.ts';
import { builtInRoles } from '../src/roles/built-in-roles.ts';
import type { Session, Sessions } from '../src/sessions/session.ts';
import type { AskedFor } from './asked.ts';
import { requestOf } from './asked.ts';

export const leaseTerms = { leaseMs: 5_000, clockSkewMs: 500 } as const;

export interface Asked extends AskedFor {
  /** Their role; an owner where nothing is said. */
  readonly role?: string;
  readonly organizationId?: number;
  readonly scopes?: readonly string[];
  /** What is else about who asks. */
  readonly principal?: Partial<Principal>;
}

export interface Answered {
  readonly status: number;
  readonly body: unknown;
}

/** Identity's actions behind their door, JSON in and out, and the leases; without people. */
export interface IdentityLab extends AsyncDisposable {
  readonly store: Store;
  readonly bus: Bus;
  readonly runtime: Runtime;
  readonly access: RunningAccessLog;
  readonly trust: ReturnType<typeof testTrust>;
  /** Subjects whose leases were dropped, in order. */
  readonly dropped: readonly string[];
  readonly ask: (action: string, asked?: Asked) => Promise<Answered>;
  readonly grant: (request: Partial<GrantLeaseRequest>) => Promise<NonNullable<GrantLeaseResponse['result']>>;
  readonly grantByKey: (request: Partial<GrantKeyLeaseRequest>) => Promise<NonNullable<GrantLeaseResponse['result']>>;
  readonly served: readonly Served[];
  /** Runs an action of the service's own. */
  readonly change: <Input>(action: Action<Input>, input: Input, org?: number) => Promise<unknown>;
  readonly commits: (org?: number) => Promise<readonly Commit[]>;
  /** Sessions that are open. */
  readonly sessions: Map<string, Session>;
}

export interface LabTerms {
  readonly store?: Store;
  readonly bus?: Bus;
  readonly time?: Time;
  /** What else is done where leases are dropped. */
  readonly disconnecting?: (dropLeases: DropLeases) => DropLeases;
}

export async function identityLab(terms: LabTerms = {}): Promise<IdentityLab> {
  const { store = memoryStore().view(), bus = inProcessBus({ retain: 10 }) } = terms;
  const { disconnecting = (dropLeases: DropLeases) => dropLeases } = terms;
  const time = terms.time ?? systemTime(() => Date.parse(labTime));
  const declarations = productDeclarations();
  const trust = testTrust(time.now);
  const clock = time.now;
  const failed = (error: unknown): void => {
    throw error;
  };
  const runtime = startRuntime({ store, declarations, kinds: identityKinds, clock });
  const access = startAccessLog({ runtime: () => runtime, time, failed });
  const { records } = store;
  const gateways = gatewayRegister(records, leaseTerms);
  const dropped: string[] = [];
  const drop = disconnecting(leaseDropper({ gateways, bus, time, terms: leaseTerms }));
  const dropLeases = async (subject: string): Promise<void> => {
    dropped.push(subject);
    await drop(subject);
  };
  const use = keyUse({ records, clock });
  const actions = [
    ...roleActions({ declarations, dropLeases }),
    ...accountActions({ declarations, dropLeases, keyUse: use, random: randomBytes }),
  ];
  const signingKeys = await startSigningKeys({ records, time, secret: 'a secret that services share', failed });
  const sessions = new Map<string, Session>();
  const served = [
    ...commandDoor({ service: 'identity', runtime, declarations, actions, verify: trust.verify, defect: failed }),
    ...directoryService({ runtime, tokens: trust.tokens }),
    ...leaseService({
      runtime,
      sessions: sessionsIn(sessions),
      keyUse: use,
      gateways,
      signingKeys,
      terms: leaseTerms,
      tokens: trust.tokens,
      clock,
      reportRefusals: access.report,
    }),
  ];
  const ownContext = () => ({ deadline: Infinity, principal: trust.tokens.own() });
  const change: IdentityLab['change'] = async (action, input, org = 1) => {
    const command = { name: action.name, action, bulk: undefined, rows: oneRow(input), deadline: Infinity };
    const call = serviceCall('identity', org);
    return (await runtime.change({ ...command, call, idempotency: undefined })).reply;
  };
  return {
    store,
    bus,
    runtime,
    access,
    trust,
    dropped,
    served,
    sessions,
    change,
    ask: async (action, asked = {}) => {
      const context = { deadline: Infinity, principal: trust.sign(principalOf(asked)) };
      return answered(await callTo(served, CommandServiceService.execute)(requestOf(action, asked), context));
    },
    grant: async (request) => {
      const whole = { gatewayId: 'gateway-1', method: 'key', prefix: '', digest: '', ...request };
      return resultOf(callTo(served, LeaseServiceService.grantLease)(whole, ownContext()));
    },
    grantByKey: async (request) => {
      const whole = { gatewayId: 'execution-1', organizationId: 1, keyId: 1, ...request };
      return resultOf(callTo(served, LeaseServiceService.grantKeyLease)(whole, ownContext()));
    },
    commits: async (org = 1) => (await store.commits(org, 0, 10_000)).map((row) => readCommit(row, runtime.kinds)),
    [Symbol.asyncDispose]: async () => {
      await access.stop();
      await signingKeys.stop();
      await runtime.stop();
      await bus.close();
    },
  };
}

/** What a handler of the service answers, called as a server calls it. */
export function callTo<Request, Response>(
  served: readonly Served[],
  method: Method<Request, Response>,
): (request: Request, context: { readonly deadline: number; readonly principal?: string }) => Promise<Response> {
  const found = served.find((one) => one.method.path === method.path);
  if (found === undefined) throw new Error(`${method.path} is not offered`);
  return async (request, context) => (await found.handler(request, context)) as Response; // of this method
}

async function resultOf(answer: Promise<GrantLeaseResponse>): Promise<NonNullable<GrantLeaseResponse['result']>> {
  const { result } = await answer;
  if (result === undefined) throw new Error('neither lease nor refusal');
  return result;
}

function principalOf({ role = 'owner', organizationId = 1, scopes, principal }: Asked): Partial<Principal> {
  return { organizationId, scopes: scopes ?? builtInRoles.get(role) ?? [], ...principal };
}

function answered({ status, body }: ExecuteResponse): Answered {
  return { status, body: body.length === 0 ? undefined : JSON.parse(Buffer.from(body).toString()) };
}

/** Sessions for those who have no people. */
function sessionsIn(open: Map<string, Session>): Sessions {
  const endOf: Sessions['endOf'] = ({ startedAt, seenAt }) => ({
    idleAt: seenAt + 3_600_000,
    expiresAt: startedAt + 43_200_000,
  });
  return {
    open: () => Promise.reject(new Error('nobody signs in here')),
    find: (id) => Promise.resolve(open.get(id)),
    endOf,
    seen: () => Promise.resolve(),
    renew: () => Promise.resolve(),
    close: (id) => Promise.resolve(void open.delete(id)),
  };
}
