import type { AnyAction } from '@benchline/runtime';
import { createPerson } from './create-person.ts';
import { getPerson } from './get-person.ts';
import { listPeople } from './list-people.ts';
import type { PeopleDeps } from './people-deps.ts';
import { updatePerson } from './update-person.ts';

/** What an organization does with its people. */
export function peopleActions(deps: PeopleDeps): readonly AnyAction[] {
  return [listPeople, getPerson, createPerson(deps), updatePerson(deps.dropLeases)];
}
