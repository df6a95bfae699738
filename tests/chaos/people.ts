import type { SignedIn } from '../harness/administration.ts';
import { attempt } from './attempt.ts';
import { gatewaysOf } from './gateways.ts';
import { pause } from './pause.ts';
import { untilEnough, type Shift } from './shift.ts';
import { useEverywhere } from './use-everywhere.ts';

export interface Person {
  readonly email: string;
  readonly password: string;
}

const path = '/api/v1/samples?limit=1';
const pauseMs = 250;
const stayMsMax = 400;

/** Signs in, reads, signs out, again and again. */
export async function comeAndGo(person: Person, shift: Shift): Promise<void> {
  const { urls, journal, random, given } = shift;
  const door = gatewaysOf(urls, undefined);

  await untilEnough(shift, async () => {
    const answer = await attempt(() => door.next().post<SignedIn>('/api/v1/auth/sign-in', person));
    if (answer?.status !== 200) {
      // Nobody knows a token whose answer was lost: the next one will do.
      if (answer === undefined) journal.repeated();
      else journal.refuse('sign-in', answer);
      return false;
    }
    const { token } = answer.body;
    journal.did('sign-ins');
    journal.acts.push({ told: `SignIn ${sessionOf(token)}`, times: 'once' });
    const session = useEverywhere({ urls, what: 'session', credential: token, path });
    session.acknowledged({ may: true });
    await session.isTried(given);
    await pause(random() * stayMsMax, given);
    session.changing();
    if (await signOut(token, shift)) {
      session.acknowledged({ may: false });
      await session.isTried(given);
    }
    journal.accesses.push(await session.stop());
    return true;
  });
}

/** Whether it was acknowledged. A repeat that finds the session closed says nothing about leases on it: that is no acknowledgement. */
async function signOut(token: string, { urls, journal, given }: Shift): Promise<boolean> {
  const gateways = gatewaysOf(urls, token);
  for (let tries = 1; !given.aborted; tries += 1) {
    const answer = await attempt(() => gateways.next().post('/api/v1/auth/sign-out', {}));
    if (answer?.status === 204) {
      journal.did('sign-outs');
      journal.acts.push({ told: `SignOut ${sessionOf(token)}`, times: 'at least once' });
      journal.retired.push({ what: 'session', credential: token, path });
      return true;
    }
    if (answer !== undefined) {
      if (tries === 1 || answer.status !== 401) journal.refuse('sign-out', answer);
      return false;
    }
    journal.repeated();
    await pause(pauseMs, given);
  }
  return false;
}

/** The part of a token that is no secret. */
function sessionOf(token: string): string {
  return token.split('.')[0] ?? '';
}
