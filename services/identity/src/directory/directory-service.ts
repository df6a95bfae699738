import { AppError } from '@benchline/errors';
import type { ServiceTokens } from '@benchline/principal';
import type { ActorName, NameActorsRequest } from '@benchline/proto/benchline/identity/v1/directory.ts';
import { DirectoryServiceService } from '@benchline/proto/benchline/identity/v1/directory.ts';
import type { ServiceAccountRecord } from '@benchline/proto/benchline/identity/v1/records.ts';
import type { Served } from '@benchline/rpc';
import { serve } from '@benchline/rpc';
import type { Runtime, View } from '@benchline/runtime';
import { internalQuery, platform } from '@benchline/runtime';
import { serviceAccountKind } from '../accounts/service-account.ts';
import type { Acquaintance } from '../people/find-person.ts';
import { peopleByIds } from '../people/find-person.ts';
import { nameSeen } from '../people/shown-person.ts';

export interface DirectoryServiceConfig {
  readonly runtime: Runtime;
  readonly tokens: Pick<ServiceTokens, 'read'>;
}

const actorsMax = 200;

/** Names for services that keep ids: other logs than identity's have no names of people. */
export function directoryService({ runtime, tokens }: DirectoryServiceConfig): readonly Served[] {
  return serve(DirectoryServiceService, {
    nameActors: async (request, { principal }) => {
      tokens.read(principal);
      if (request.actors.length > actorsMax) {
        throw new AppError('bad_request', 'bad_request', `At most ${String(actorsMax)} actors are named at once`);
      }
      const [people, accounts] = await Promise.all([peopleOf(runtime, request), accountsOf(runtime, request)]);
      return { actors: [...people, ...accounts].filter(({ name }) => name !== '') };
    },
  });
}

async function peopleOf(runtime: Runtime, request: NameActorsRequest): Promise<readonly ActorName[]> {
  const { organizationId } = request;
  const asked = { ids: idsOf(request, 'person'), organizationId };
  const found = (await runtime.query(platform, peopleByIds, asked)) as readonly Acquaintance[]; // what it answers
  return asked.ids.map((id, index) => ({ kind: 'person', id, name: nameSeen(found[index]) }));
}

async function accountsOf(runtime: Runtime, request: NameActorsRequest): Promise<readonly ActorName[]> {
  const ids = idsOf(request, 'service_account');
  const found = (await runtime.query(request.organizationId, accountsByIds, ids)) as AccountsFound; // as above
  return ids.map((id, index) => ({ kind: 'service_account', id, name: found[index]?.displayName ?? '' }));
}

function idsOf({ actors }: NameActorsRequest, wanted: string): readonly number[] {
  return actors.filter(({ kind }) => kind === wanted).map(({ id }) => id);
}

type AccountsFound = readonly (ServiceAccountRecord | undefined)[];

/** In the order of the ids. */
const accountsByIds = internalQuery('ServiceAccountsByIds', {
  load: (ids: readonly number[]) => ({
    accounts: (view: View): AccountsFound => ids.map((id) => view.entity(serviceAccountKind, id)),
  }),
  answer: ({ accounts }) => accounts,
});
