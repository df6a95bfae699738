import fc from 'fast-check';
import type { Join } from '../team/actions.ts';
import type { Deed } from '../team/model.ts';

/** One command of a client; a bulk has joins only. */
export interface Command {
  readonly deeds: readonly Deed[];
  readonly bulk: boolean;
  readonly key: string;
  readonly dryRun: boolean;
  /** Which of the runtimes is asked first. */
  readonly runtime: number;
}

export interface Script {
  /** Each client does its commands one after the other, beside the others. */
  readonly clients: readonly (readonly Command[])[];
  readonly runtimes: number;
  /** Of everything that is left to chance while it runs. */
  readonly seed: number;
}

const name = fc.constantFrom('ada', 'ben', 'cem', 'dot', 'eva');
const id = fc.integer({ min: 1, max: 7 });
const joinDeed: fc.Arbitrary<Join & { readonly does: 'join' }> = fc.record({
  does: fc.constant('join'),
  name,
  team: fc.constantFrom('x', 'y'),
  role: fc.constantFrom('owner', 'member'),
  email: fc.option(fc.constantFrom('ada@example.org', 'ben@example.org'), { nil: undefined }),
});
const deed: fc.Arbitrary<Deed> = fc.oneof(
  { weight: 4, arbitrary: joinDeed },
  { weight: 2, arbitrary: fc.record({ does: fc.constant('leave'), id }) },
  { weight: 1, arbitrary: fc.record({ does: fc.constant('demote'), id }) },
  { weight: 2, arbitrary: fc.record({ does: fc.constant('rename'), id, name }) },
);

/** Of rows that only their addresses tell apart the log can't say which one it has. */
function inLog({ name, team, role, email }: Join): string {
  return [name, team, role, String(email === undefined)].join();
}

const conditions = {
  key: fc.oneof({ weight: 2, arbitrary: fc.constant('') }, { weight: 1, arbitrary: fc.constantFrom('k1', 'k2', 'k3') }),
  dryRun: fc.oneof({ weight: 5, arbitrary: fc.constant(false) }, { weight: 1, arbitrary: fc.constant(true) }),
  runtime: fc.nat(2),
};

const command: fc.Arbitrary<Command> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({ deeds: fc.tuple(deed), bulk: fc.constant(false), ...conditions }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      deeds: fc.uniqueArray(joinDeed, { minLength: 1, maxLength: 4, selector: inLog }),
      bulk: fc.constant(true),
      ...conditions,
    }),
  },
);

export const script: fc.Arbitrary<Script> = fc.record({
  clients: fc.array(fc.array(command, { maxLength: 6 }), { minLength: 1, maxLength: 4 }),
  runtimes: fc.integer({ min: 1, max: 3 }),
  seed: fc.nat(),
});
