import type { Action, Listing, Query } from './action.ts';
import type { Call } from './call.ts';
import type { Steps } from './procedure.ts';
import type { Runtime } from './runtime.ts';
import { oneRow } from './runtime.ts';

/**
 * The steps of a procedure that is run for a call. The headers' terms concern its answer as a whole, so steps don't look at them again.
 * Nor does the principal's end stop what has begun: its gateway would repeat the whole.
 */
export function stepsOf(runtime: Runtime, call: Call, deadline: number): Steps {
  let { principalEndsAt = Infinity } = call;
  return {
    call,
    deadline,
    change: async <Input, Reply>(action: Action<Input, Reply>, input: Input, org = call.organizationId) => {
      const command = {
        name: action.name,
        action,
        bulk: undefined,
        rows: oneRow(input),
        call: { ...call, organizationId: org, ifMatch: '', principalEndsAt },
        deadline,
        idempotency: undefined,
      };
      const { reply } = call.dryRun ? await runtime.rehearse(command) : await runtime.change(command);
      if (!call.dryRun) principalEndsAt = Infinity;
      return reply as Reply; // what this action replies with
    },
    query: async <Input, Reply>(query: Query<Input, Reply>, input: Input, org = call.organizationId) =>
      (await runtime.query(org, query, input)) as Reply, // as above
    kept: (key) => runtime.kept(call.organizationId, key),
    list: <Input>(listing: Listing<Input>, input: Input, org = call.organizationId) =>
      runtime.list(org, listing, input),
  };
}
