import { accept, created, internalAction, refuse, taken } from '@benchline/runtime';
import { affiliationOf } from '../organizations/affiliation.ts';
import { refusedPassword } from '../passwords/password-rules.ts';
import { acquaintance } from './find-person.ts';
import { affiliated, newPerson } from './new-person.ts';
import { personEmail, personKind } from './person.ts';

interface Admission {
  readonly email: string;
  readonly emailDigest: string;
  readonly name: string;
  /** Of a new person only. */
  readonly passwordHash: string | undefined;
  readonly organizationId: number;
}

/**
 * In the platform's partition: ties a person to an organization, who is made if nobody has the address. One who is new and has a
 * password joins at once; everybody else is asked first. A repeat finds the tie and changes nothing.
 */
export const admitPerson = internalAction('CreatePerson', {
  load: ({ emailDigest, organizationId }: Admission) => ({
    known: acquaintance((view) => view.holder(personEmail(emailDigest)), organizationId),
    isTied: (view) => taken(affiliationOf(view.counter(personKind.name) + 1, organizationId))(view),
  }),
  decide({ known: { person, affiliation } }, input, context) {
    const { organizationId, passwordHash } = input;
    if (person !== undefined) {
      if (affiliation !== undefined) return accept(person, []);
      if (passwordHash !== undefined) return refuse(passwordOfSomebody());
      return accept(person, [affiliated({ personId: person.id, organizationId, status: 'invited' }, context)]);
    }
    const { email, emailDigest, name } = input;
    const status = passwordHash === undefined ? 'invited' : 'joined';
    const madeByOrganizationId = passwordHash === undefined ? organizationId : undefined;
    const made = newPerson({ email, emailDigest, name, passwordHash, madeByOrganizationId }, context);
    return accept(made, [
      created(personKind, made),
      affiliated({ personId: made.id, organizationId, status }, context),
    ]);
  },
});

export function passwordOfSomebody(): ReturnType<typeof refusedPassword> {
  return refusedPassword('password', 'This person exists: nobody else sets their password');
}
