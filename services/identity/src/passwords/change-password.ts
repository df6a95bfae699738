import { AppError } from '@benchline/errors';
import type { ChangePasswordRequest, PersonReference } from '@benchline/proto/benchline/identity/v1/auth.ts';
import { AuthServiceService } from '@benchline/proto/benchline/identity/v1/auth.ts';
import type { PersonRecord } from '@benchline/proto/benchline/identity/v1/records.ts';
import type { Call, Procedure } from '@benchline/runtime';
import { accept, changed, entity, internalAction, platform, procedure, refuse, revise } from '@benchline/runtime';
import { subjects } from '../leases/subjects.ts';
import { personById } from '../people/find-person.ts';
import type { PeopleDeps } from '../people/people-deps.ts';
import { personKind } from '../people/person.ts';
import type { SignInAttempts } from '../sessions/sign-in-attempts.ts';
import { tooManyAttempts } from '../sessions/sign-in-attempts.ts';
import { personAsking, personReference, sessionOver } from '../sessions/signed-in.ts';
import { checkPassword, refusedPassword } from './password-rules.ts';

const notYours = 'This is not your password';

/** Sets another password. When it has answered, no other session of the person is accepted. */
export function changePassword(
  deps: PeopleDeps & { readonly attempts: SignInAttempts },
): Procedure<ChangePasswordRequest, PersonReference> {
  const { hasher, sessions, dropLeases } = deps;
  return procedure(AuthServiceService.changePassword, async ({ current, new: next }, { call, query, change }) => {
    const personId = personAsking(call);
    const person = await query(personById, personId, platform);
    if (person === undefined) throw sessionOver();
    checkPassword(next, { field: 'new', about: [person.email, person.name] });
    await checkCurrent(deps, { person, current, call });
    const change_ = { personId, before: person.passwordHash, after: await hasher.hash(next) };
    const { sessionGeneration } = await change(setPassword, change_, platform);
    if (!call.dryRun) {
      const session = await sessions.find(call.credentialId);
      if (session !== undefined) await sessions.renew(session, sessionGeneration);
      await dropLeases(subjects.person(personId), call);
    }
    return personReference(person);
  });
}

interface Guess {
  readonly person: PersonRecord;
  readonly current: string;
  readonly call: Call;
}

/** Guesses from inside a session count like those at the door, and are noted like them. @throws {AppError} unless it is right. */
async function checkCurrent(
  { hasher, attempts, accessLog }: PeopleDeps & { readonly attempts: SignInAttempts },
  { person, current, call }: Guess,
): Promise<void> {
  const note = (code: string): void => {
    const where = { personId: person.id, organizationIds: [call.organizationId] };
    accessLog.passwordRefused({ action: 'ChangePassword', ...where, code }, call);
  };
  const isRight = (): Promise<boolean> => hasher.verify(person.passwordHash, current);
  const right = await attempts.guess(person.emailDigest, isRight).catch((thrown: unknown) => {
    if (thrown instanceof AppError && thrown.reason === tooManyAttempts) note(thrown.reason);
    throw thrown;
  });
  if (right) return;
  note(notYours);
  throw wrongPassword();
}

interface PasswordChange {
  readonly personId: number;
  /** The hash that was compared with; another one by now means that the password was changed meanwhile. */
  readonly before: string | undefined;
  readonly after: string;
}

/** In the platform's partition: the new password, and the end of all sessions that began under the old one. */
const setPassword = internalAction('ChangePassword', {
  subject: ({ personId }: PasswordChange) => ({ lookup: entity(personKind, personId), absent: sessionOver }),
  load: (_change: PasswordChange) => ({}),
  decide({ subject }, { before, after }, { now }) {
    if (subject.passwordHash !== before) return refuse(wrongPassword());
    const sessionGeneration = subject.sessionGeneration + 1;
    const next = revise(subject, { passwordHash: after, sessionGeneration }, now);
    return accept(next, changed(personKind, subject, next, 'password_changed'));
  },
});

function wrongPassword(): ReturnType<typeof refusedPassword> {
  return refusedPassword('current', notYours);
}
