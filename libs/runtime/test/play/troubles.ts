import { unavailable } from '@benchline/errors';
import type { Step } from '@benchline/runtime/testing';
import type { Store } from '@benchline/store';

export interface Troubles {
  readonly random: () => number;
  /** Chance that a step fails: before the call's effect, in the middle or after it. */
  readonly failing: number;
  /** Chance that a step takes very long: a slow rival that comes back when others have gone on. */
  readonly slow: number;
  /** Number of the step at which the writer dies; never where absent. */
  readonly diesAt?: number;
}

export interface TroubledStep {
  readonly step: Step;
  /** Resolves when the writer has died. */
  readonly died: Promise<'died'>;
}

/** Makes the steps of one runtime's store calls interleave with others' at random, fail, drag on or never end. */
export function troubled({ random, failing, slow, diesAt = Infinity }: Troubles): TroubledStep {
  const { promise: died, resolve } = Promise.withResolvers<'died'>();
  let steps = 0;
  const step: Step = async () => {
    steps += 1;
    if (steps >= diesAt) {
      resolve('died');
      await new Promise<never>(() => undefined);
    }
    const turns = random() < slow ? 60 : Math.floor(random() * 3);
    for (let turn = 0; turn < turns; turn += 1) await nextTurn();
    if (random() < failing) throw unavailable('the store');
  };
  return { step, died };
}

/** A step before each call of a store and one after it. */
export function stepped(store: Store, step: Step): Store {
  return new Proxy(store, {
    get(target, name) {
      const member: unknown = Reflect.get(target, name);
      if (typeof member !== 'function') return member;
      return async (...given: readonly unknown[]): Promise<unknown> => {
        await step();
        const answer: unknown = await Reflect.apply(member, target, given);
        await step();
        return answer;
      };
    },
  });
}

function nextTurn(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}
