import { accept, changed, entity, internalAction, named, refuse, revise } from '@benchline/runtime';
import { affiliationKind, affiliationOf } from '../organizations/affiliation.ts';
import { personKind } from './person.ts';
import { linkNotFound } from './set-up-links.ts';

interface Choice {
  readonly id: number;
  readonly passwordHash: string;
  /** The present one where absent. */
  readonly name: string | undefined;
}

/** In the platform's partition: a person's first password. With it they join the organization that made them. */
export const choosePassword = internalAction('SetUp', {
  subject: ({ id }: Choice) => ({ lookup: entity(personKind, id), absent: linkNotFound }),
  load: ({ id }: Choice) => ({
    affiliation: (view) => {
      const maker = view.entity(personKind, id)?.madeByOrganizationId;
      return maker === undefined ? undefined : named(affiliationKind, affiliationOf(id, maker))(view);
    },
  }),
  decide({ subject, affiliation }, { passwordHash, name = subject.name }, { now }) {
    if (subject.passwordHash !== undefined) return refuse(linkNotFound());
    const sessionGeneration = subject.sessionGeneration + 1;
    const fields = { passwordHash, name, sessionGeneration, madeByOrganizationId: undefined };
    const next = revise(subject, fields, now);
    const person = changed(personKind, subject, next, 'password_chosen');
    if (affiliation === undefined) return accept(next, person);
    const joined = revise(affiliation, { status: 'joined' }, now);
    return accept(next, [...person, ...changed(affiliationKind, affiliation, joined, 'joined')]);
  },
});
