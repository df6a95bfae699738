import { hash, randomBytes } from 'node:crypto';
import { productDeclarations } from '@benchline/actions';
import { errorTable, toAppError, unavailable, wireError } from '@benchline/errors';
import type { Principal } from '@benchline/principal';
import { testTrust } from '@benchline/principal/testing';
import { CommandServiceService } from '@benchline/proto/benchline/command/v1/command.ts';
import type { AnyAction, Commit, Runtime, Steps } from '@benchline/runtime';
import { commandDoor, readCommit, startRuntime } from '@benchline/runtime';
import { labTime, memoryStore } from '@benchline/runtime/testing';
import type { Store } from '@benchline/store';
import { withFaults } from '@benchline/store/faults';
import type { AskedFor } from './asked.ts';
import { requestOf } from './asked.ts';
import { callTo } from './identity-lab.ts';
import { startAccessLog } from '../src/access/start-access-log.ts';
import { ensureFirstOwner } from '../src/first-owner/ensure-first-owner.ts';
import { identityKinds } from '../src/kinds.ts';
import { sessionStanding } from '../src/leases/session-standing.ts';
import type { Time } from '../src/leases/time.ts';
import { organizationActions } from '../src/organizations/actions.ts';
import { createHasher } from '../src/passwords/hasher.ts';
import type { Hasher } from '../src/passwords/hasher.ts';
import { roleActions } from '../src/roles/actions.ts';
import { authActions } from '../src/sessions/actions.ts';
import { recordSessions } from '../src/sessions/record-sessions.ts';
import { peopleActions } from '../src/people/actions.ts';
import { emailDigests } from '../src/people/email.ts';
import type { PeopleDeps } from '../src/people/people-deps.ts';

/** The first owner of every lab. */
export const ada = {
  email: 'Ada@Lab.example',
  password: 'nine brown otters swim',
  organization: 'Test Org',
} as const;

export const terms = { idleMs: 60 * 60_000, maxMs: 12 * 60 * 60_000 } as const;
/** Of every lab. */
export const digestOf = emailDigests('the pepper of the lab');
/** Little work for a hash: what it is worth is not what is tested. */
const cheap = { memoryKib: 8, passes: 1, lanes: 1 };

export interface Asked extends AskedFor {
  /** Of a session; nobody where absent. */
  readonly token?: string;
}

export interface Answered {
  readonly status: number;
  readonly body: Readonly<Record<string, unknown>>;
}

export interface PeopleLab extends AsyncDisposable {
  readonly store: Store;
  readonly runtime: Runtime;
  readonly hasher: Hasher;
  /** Subjects whose leases were dropped, in order. */
  readonly dropped: string[];
  /** Pauses that were asked for; none is waited for. */
  readonly paused: number[];
  readonly strangers: () => number;
  /** Milliseconds since the epoch; stands still unless it is set. */
  now: number;
  /** After so many more effects everything fails, as for a process that has died. */
  effectsLeft: number;
  readonly ask: (action: string, asked?: Asked) => Promise<Answered>;
  /** The token of a new session. @throws {Error} when it is refused. */
  readonly signIn: (who?: {
    readonly email: string;
    readonly password: string;
    readonly organization?: unknown;
  }) => Promise<string>;
  readonly commits: (org: number) => Promise<readonly Commit[]>;
  /** Another replica on the same store. */
  readonly replica: () => Promise<PeopleLab>;
  readonly firstOwner: (settings?: Partial<FirstOwner>) => Promise<string | undefined>;
}

interface FirstOwner {
  readonly email: string | undefined;
  readonly password: string | undefined;
  readonly organization: string | undefined;
}

export interface LabTerms {
  readonly signUp?: boolean;
  /** Whether there is a first owner; there is one where nothing is said. */
  readonly owned?: boolean;
  /** Hears of each call to the store, by its method, and of each password that is compared. */
  readonly watch?: (call: string) => void;
}

/** People behind their door, JSON in and out, over a store in memory. Leases are noted, and nobody grants any. */
export async function peopleLab(labTerms: LabTerms = {}): Promise<PeopleLab> {
  const memory = memoryStore();
  const lab = await startReplica(() => memory.view(), labTerms);
  if (labTerms.owned !== false) await lab.firstOwner(ada);
  return lab;
}

async function startReplica(view: () => Store, labTerms: LabTerms): Promise<PeopleLab> {
  const { watch = () => undefined } = labTerms;
  const store = withFaults(view(), (method) => {
    watch(method);
    return undefined;
  });
  const clock = (): number => lab.now;
  const trust = testTrust(clock);
  const declarations = productDeclarations();
  const failed = (error: unknown): void => {
    throw error;
  };
  const runtime = startRuntime({ store, declarations, kinds: identityKinds, clock });
  const access = startAccessLog({ runtime: () => runtime, time: timeStandingStill(clock), failed });
  const [dropped, paused]: [string[], number[]] = [[], []];
  let strangers = 0;
  const spend = (): void => {
    if (lab.effectsLeft <= 0) throw unavailable('the process');
    lab.effectsLeft -= 1;
  };
  const { records } = store;
  const sessions = recordSessions({ records, clock, random: randomBytes, terms });
  const hasher = await createHasher(cheap);
  const deps: PeopleDeps = {
    records: {
      ...records,
      put: (...args) => afterSpending(() => records.put(...args)),
      remove: (...args) => afterSpending(() => records.remove(...args)),
    },
    clock,
    random: randomBytes,
    pause: (ms) => {
      paused.push(ms);
      return Promise.resolve();
    },
    digestOf,
    hasher: {
      hash: (password) => hasher.hash(password),
      verify: (...args) => {
        watch('verify');
        return hasher.verify(...args);
      },
    },
    sessions: {
      ...sessions,
      open: (of) => afterSpending(() => sessions.open(of)),
      renew: (...args) => afterSpending(() => sessions.renew(...args)),
      close: (id) => afterSpending(() => sessions.close(id)),
    },
    dropLeases: (subject) =>
      afterSpending(() => {
        dropped.push(subject);
        return Promise.resolve();
      }),
    accessLog: {
      ...access,
      signedIn: (...args) => afterSpending(() => access.signedIn(...args)),
      signedOut: (...args) => afterSpending(() => access.signedOut(...args)),
      strangerRefused: (call) => {
        strangers += 1;
        access.strangerRefused(call);
      },
    },
    publicUrl: () => 'https://lab.example',
    signUp: labTerms.signUp ?? false,
  };
  async function afterSpending<Result>(effect: () => Promise<Result>): Promise<Result> {
    spend();
    return effect();
  }
  const mortal = (steps: Steps): Steps => ({
    ...steps,
    change: (...args) => afterSpending(() => steps.change(...args)),
  });
  const actions = [
    ...authActions(deps),
    ...peopleActions(deps),
    ...organizationActions(deps),
    ...roleActions({ declarations, dropLeases: deps.dropLeases }),
  ].map((one): AnyAction =>
    one.does === 'procedure' ? { ...one, run: (input, steps) => one.run(input, mortal(steps)) } : one,
  );
  const served = commandDoor({
    service: 'identity',
    runtime,
    declarations,
    actions,
    verify: trust.verify,
    defect: failed,
  });
  const execute = callTo(served, CommandServiceService.execute);
  const principalOf = async (token: string): Promise<Partial<Principal> | undefined> => {
    const shown = { prefix: token.split('.')[0] ?? '', digest: hash('sha256', token, 'base64url') };
    const standing = await sessionStanding({ runtime, sessions }, shown);
    if (!standing.good) return undefined;
    return { ...standing, credentialMethod: 'session' };
  };
  const lab: PeopleLab = {
    store,
    runtime,
    hasher,
    dropped,
    paused,
    strangers: () => strangers,
    now: Date.parse(labTime),
    effectsLeft: Number.POSITIVE_INFINITY,
    ask: async (action, asked = {}) => {
      const { token } = asked;
      const principal = token === undefined ? undefined : await principalOf(token);
      if (token !== undefined && principal === undefined) return { status: 401, body: { detail: 'Invalid session' } };
      const request = requestOf(action, asked);
      const context = { deadline: Number.POSITIVE_INFINITY, ...(principal && { principal: trust.sign(principal) }) };
      const answer = await execute(request, context).catch((thrown: unknown) => {
        const error = toAppError(thrown); // what a gateway is told, and tells
        return { status: errorTable[error.kind].http, body: Buffer.from(JSON.stringify(wireError(error))) };
      });
      const text = Buffer.from(answer.body).toString();
      return { status: answer.status, body: text === '' ? {} : (JSON.parse(text) as Answered['body']) }; // answers are objects
    },
    signIn: async (who = { email: ada.email, password: ada.password }) => {
      const { status, body } = await lab.ask('SignIn', { body: who });
      if (status !== 200) throw new Error(`refused: ${JSON.stringify(body)}`);
      return String(body['token']);
    },
    commits: async (org) => (await store.commits(org, 0, 10_000)).map((row) => readCommit(row, runtime.kinds)),
    replica: async () => {
      const other = await startReplica(view, labTerms);
      other.now = lab.now;
      return other;
    },
    firstOwner: (settings = {}) =>
      ensureFirstOwner(
        { runtime, records, clock, random: randomBytes, hasher, digestOf },
        { email: undefined, password: undefined, organization: undefined, ...settings },
      ),
    [Symbol.asyncDispose]: async () => {
      await access.stop();
      await runtime.stop();
    },
  };
  return lab;
}

/** No pause ends before its signal: what is written in the background is written when the lab is disposed of. */
function timeStandingStill(now: () => number): Time {
  return {
    now,
    pause: (_ms, signal) =>
      new Promise((resolve) => {
        signal.addEventListener('abort', () => {
          resolve();
        });
      }),
  };
}
