import type { PersonReference, SetUpRequest } from '@benchline/proto/benchline/identity/v1/auth.ts';
import { AuthServiceService } from '@benchline/proto/benchline/identity/v1/auth.ts';
import type { PersonRecord } from '@benchline/proto/benchline/identity/v1/records.ts';
import type { Procedure, Steps } from '@benchline/runtime';
import { platform, procedure } from '@benchline/runtime';
import { setUpOwner } from '../first-owner/set-up-owner.ts';
import { placesOf } from '../organizations/places.ts';
import type { Hasher } from '../passwords/hasher.ts';
import { checkPassword } from '../passwords/password-rules.ts';
import { personReference } from '../sessions/signed-in.ts';
import { choosePassword } from './choose-password.ts';
import { personById } from './find-person.ts';
import type { PeopleDeps } from './people-deps.ts';
import { linkNotFound, setUpLinks } from './set-up-links.ts';

/** Uses a one-time link. Once is settled in the log, by whether there is a password, and not by when the link is removed. */
export function setUp(deps: PeopleDeps): Procedure<SetUpRequest, PersonReference> {
  const links = setUpLinks(deps);
  return procedure(AuthServiceService.setUp, async (input, steps) => {
    const holder = await links.holderOf(input.token);
    const person =
      holder === 'owner'
        ? await setUpOwner(deps, input, steps)
        : await setUpPerson(deps.hasher, { ...input, id: holder }, steps);
    if (!steps.call.dryRun) await links.end(holder);
    return personReference(person);
  });
}

interface PersonSetUp extends SetUpRequest {
  readonly id: number;
}

async function setUpPerson(hasher: Hasher, { id, password, name }: PersonSetUp, steps: Steps): Promise<PersonRecord> {
  const person = await steps.query(personById, id, platform);
  if (person === undefined) throw linkNotFound();
  checkPassword(password, { field: 'password', about: [person.email, name ?? person.name] });
  const chosen = await chosenBy(person);
  await placesOf(steps, id, undefined); // takes the places that are due
  return chosen;

  async function chosenBy(present: PersonRecord): Promise<PersonRecord> {
    if (present.passwordHash === undefined) {
      return steps.change(choosePassword, { id, name, passwordHash: await hasher.hash(password) }, platform);
    }
    // The call that chose it may have died before it came to its end: the same again completes it.
    if (await hasher.verify(present.passwordHash, password)) return present;
    throw linkNotFound();
  }
}
