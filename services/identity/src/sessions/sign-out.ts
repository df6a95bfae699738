import type { SignOutRequest, SignOutResponse } from '@benchline/proto/benchline/identity/v1/auth.ts';
import { AuthServiceService } from '@benchline/proto/benchline/identity/v1/auth.ts';
import type { Procedure } from '@benchline/runtime';
import { procedure } from '@benchline/runtime';
import { subjects } from '../leases/subjects.ts';
import type { PeopleDeps } from '../people/people-deps.ts';
import { personAsking } from './signed-in.ts';

/** Ends the session that asks. When it has answered, its token is accepted nowhere. */
export function signOut({ sessions, dropLeases, accessLog }: PeopleDeps): Procedure<SignOutRequest, SignOutResponse> {
  return procedure(AuthServiceService.signOut, async (_input, { call }) => {
    const personId = personAsking(call);
    if (call.dryRun) return {};
    const { credentialId: sessionId, organizationId } = call;
    // First, since nobody can ask again once the session is closed. Of a call that fails after it, a repeat is written down as well.
    await accessLog.signedOut({ organizationId, personId, sessionId }, call);
    await sessions.close(sessionId);
    await dropLeases(subjects.session(sessionId), call);
    return {};
  });
}
