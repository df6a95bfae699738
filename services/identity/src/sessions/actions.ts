import type { AnyAction } from '@benchline/runtime';
import { changePassword } from '../passwords/change-password.ts';
import type { PeopleDeps } from '../people/people-deps.ts';
import { setUp } from '../people/set-up.ts';
import { getMe } from './get-me.ts';
import { signIn } from './sign-in.ts';
import { signInAttempts } from './sign-in-attempts.ts';
import { signOut } from './sign-out.ts';

/** How people come in and leave, and what is theirs alone. */
export function authActions(deps: PeopleDeps): readonly AnyAction[] {
  const attempts = signInAttempts(deps);
  return [
    signIn({ ...deps, attempts }),
    signOut(deps),
    getMe(deps),
    changePassword({ ...deps, attempts }),
    setUp(deps),
  ];
}
