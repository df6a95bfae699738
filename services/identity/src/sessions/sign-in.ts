import { AppError, invalid } from '@benchline/errors';
import type { SignInRequest, SignInResponse } from '@benchline/proto/benchline/identity/v1/auth.ts';
import { AuthServiceService } from '@benchline/proto/benchline/identity/v1/auth.ts';
import type { PersonRecord } from '@benchline/proto/benchline/identity/v1/records.ts';
import type { Procedure, Steps } from '@benchline/runtime';
import { procedure } from '@benchline/runtime';
import { wrongSignIn } from '../access/access-notes.ts';
import type { OrganizationChoice, Place } from '../organizations/places.ts';
import type { PeopleDeps } from '../people/people-deps.ts';
import type { SignInAttempts } from './sign-in-attempts.ts';
import { tooManyAttempts } from './sign-in-attempts.ts';
import { signInPlaces } from './sign-in-places.ts';
import { organizationReference, personReference } from './signed-in.ts';
import type { Suspect } from './suspect.ts';
import { suspectOf } from './suspect.ts';

type SignInDeps = PeopleDeps & { readonly attempts: SignInAttempts };

/** A refusal takes this time at least, so that it doesn't show who has more organizations to look at than others. */
const refusalMs = 50;

/** Opens a session. Whoever doesn't exist, is disabled or is wrong gets the same answer, after the same work. */
export function signIn(deps: SignInDeps): Procedure<SignInRequest, SignInResponse> {
  return procedure(AuthServiceService.signIn, async ({ email, password, organization }, steps) => {
    const choice = organizationChoice(organization);
    const emailDigest = deps.digestOf(email);
    const suspect = await suspectOf(steps, emailDigest);
    const guess = { suspect, password, choice };
    const { person, places, refusal } = await guessed(deps, steps, { emailDigest, guess });
    const [place, ...others] = places;
    if (person === undefined || place === undefined) throw await refusal();
    if (others.length > 0) throw organizationRequired(places);
    return opened(deps, steps, { person, place });
  });
}

interface Guess {
  readonly suspect: Suspect;
  readonly password: string;
  readonly choice: OrganizationChoice;
}

interface Guessed {
  /** Who is right. */
  readonly person: PersonRecord | undefined;
  readonly places: readonly Place[];
  /** The answer to who isn't, when it is time for it. */
  readonly refusal: () => Promise<AppError>;
}

async function guessed(
  deps: SignInDeps,
  steps: Steps,
  { emailDigest, guess }: { readonly emailDigest: string; readonly guess: Guess },
): Promise<Guessed> {
  const { suspect, password, choice } = guess;
  let places: readonly Place[] = [];
  let pause = Promise.resolve();
  const isRight = async (): Promise<boolean> => {
    const right = await deps.hasher.verify(suspect.person?.passwordHash, password);
    pause = deps.pause(refusalMs);
    places = await signInPlaces(steps, right ? suspect.person?.id : undefined, choice);
    // A right password with a wrong organization counts as a failure, for its answer must not tell that the password is right.
    return places.length > 0;
  };
  const right = await deps.attempts.guess(emailDigest, isRight).catch((thrown: unknown) => {
    if (thrown instanceof AppError && thrown.reason === tooManyAttempts) note(deps, steps, suspect, thrown.reason);
    throw thrown;
  });
  const refusal = async (): Promise<AppError> => {
    note(deps, steps, suspect, wrongSignIn);
    await pause;
    return new AppError('unauthenticated', wrongSignIn, 'Nobody has this address and this password');
  };
  return { person: right ? suspect.person : undefined, places, refusal };
}

function note({ accessLog }: SignInDeps, { call }: Steps, { person, places }: Suspect, code: string): void {
  if (person === undefined) accessLog.strangerRefused(call);
  else accessLog.passwordRefused({ action: 'SignIn', personId: person.id, organizationIds: places, code }, call);
}

async function opened(
  { sessions, accessLog, clock }: SignInDeps,
  { call }: Steps,
  { person, place }: { readonly person: PersonRecord; readonly place: Place },
): Promise<SignInResponse> {
  const { organization, role, memberGeneration } = place;
  const { id: personId, sessionGeneration: generation } = person;
  const whose = { personId, organizationId: organization.id, generation, memberGeneration };
  const answer = (token: string, expiresAt: number): SignInResponse => ({
    token,
    expiresAt: new Date(expiresAt).toISOString(),
    person: personReference(person),
    organization: organizationReference(organization),
    role,
  });
  if (call.dryRun) {
    const now = clock();
    return answer('', sessions.endOf({ ...whose, id: '', digest: '', startedAt: now, seenAt: now }).expiresAt);
  }
  const { token, session, expiresAt } = await sessions.open(whose);
  await accessLog.signedIn({ ...whose, sessionId: session.id }, call);
  return answer(token, expiresAt);
}

/** @throws {AppError} `invalid` for what is neither an id nor a name. */
function organizationChoice(json: string | undefined): OrganizationChoice {
  const value: unknown = json === undefined || json === '' ? null : JSON.parse(json);
  if (value === null) return undefined;
  if (typeof value === 'string' || (typeof value === 'number' && Number.isSafeInteger(value))) return value;
  throw invalid([{ loc: ['body', 'organization'], msg: 'Input should be an id or a name', type: 'value_error' }]);
}

function organizationRequired(places: readonly Place[]): AppError {
  const organizations = places.map(({ organization }) => organizationReference(organization));
  const message = 'You belong to several organizations: name the one to sign in to';
  return new AppError('conflict', 'organization_required', message, { extras: { organizations } });
}
