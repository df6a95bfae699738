import type { RuntimeConfig } from '@benchline/runtime';
import { startRuntime } from '@benchline/runtime';
import type { Step } from '@benchline/runtime/testing';
import { memoryStore } from '@benchline/runtime/testing';
import type { Store } from '@benchline/store';
import { openSqliteStore } from '@benchline/store';
import { temporaryFolder } from '@benchline/testing';
import { teamDeclarations } from '../team/declarations.ts';
import { memberKind } from '../team/member.ts';
import { checkPlay } from './check-log.ts';
import { perform } from './perform.ts';
import { randomFrom } from './random.ts';
import type { Script } from './script.ts';
import { stepped, troubled } from './troubles.ts';

/** Where plays happen: one store, seen by any number of writers, an organization for each play. */
export interface Arena extends AsyncDisposable {
  view(step?: Step): Store;
  /** One that nothing has happened in. */
  newOrg(): number;
}

export function memoryArena(): Arena {
  const memory = memoryStore();
  return arena(
    (step) => memory.view(step),
    () => Promise.resolve(),
  );
}

export async function sqliteArena(): Promise<Arena> {
  const folder = await temporaryFolder();
  const store = await openSqliteStore({ folder: folder.path, shape: 'v1' });
  return storeArena(store, async () => {
    await store.close();
    await folder[Symbol.asyncDispose]();
  });
}

/** Any store, with a step before and after each of its calls. */
export function storeArena(store: Store, end: () => Promise<void>): Arena {
  return arena((step) => (step === undefined ? store : stepped(store, step)), end);
}

function arena(view: Arena['view'], end: () => Promise<void>): Arena {
  let org = 0;
  return { view, newOrg: () => (org += 1), [Symbol.asyncDispose]: end };
}

export const teamDomain = { declarations: teamDeclarations, kinds: [memberKind] } as const;

/** The team's runtime, quick to try again. */
export function startTeam(store: Store, config: Partial<RuntimeConfig> = {}): ReturnType<typeof startRuntime> {
  return startRuntime({ ...teamDomain, store, ...config, limits: { retryMs: 1, ...config.limits } });
}

/** The log of a store under projections that nobody has brought up to it. */
export function unbuilt(written: Store): Store {
  const built = memoryStore().view();
  return {
    ...built,
    position: async (org) => ({ ...(await written.position(org)), applied: (await built.position(org)).applied }),
    commits: (...given) => written.commits(...given),
  };
}

export interface Weather {
  /** Chance that a step of a store call fails. */
  readonly failing: number;
  readonly slow: number;
  /** Whether runtimes die, each at some step; one is left. */
  readonly deaths: boolean;
}

/** Lets a script happen and checks all that must hold afterwards. */
export async function playOn(arena: Arena, script: Script, { failing, slow, deaths }: Weather): Promise<void> {
  const random = randomFrom(script.seed);
  const diesAt = (): number => (deaths ? Math.floor(random() * 150) : Infinity);
  const lifetimes = [...Array.from({ length: script.runtimes }, diesAt), ...(deaths ? [Infinity] : [])];
  const mortals = lifetimes.map((life) => {
    const { step, died } = troubled({ random, failing, slow, diesAt: life });
    // Some take one row a commit, so that bulks are cut, others all that waits, so that commands meet within a group.
    const limits = random() < 0.5 ? { commitBytes: 1 } : {};
    return { runtime: startTeam(arena.view(step), { limits }), died };
  });
  const [org, plain] = [arena.newOrg(), arena.view()];
  const told = await perform(script, mortals, { org, plain });
  await checkPlay(told, { org, store: plain, fresh: startTeam(plain) });
}
