import type { AccessRefusal } from '@benchline/proto/benchline/identity/v1/lease.ts';
import type { Call } from '@benchline/runtime';
import type { Presence, RefusedPassword } from './access-log.ts';
import type { AccessNote } from './log-access.ts';

/** The one answer to a sign-in that is wrong in whatever way. */
export const wrongSignIn = 'Invalid email or password';

export function presenceNote(action: 'SignIn' | 'SignOut', presence: Presence, call: Call): AccessNote {
  return {
    ...noteOf(call, action),
    outcome: 'done',
    actorKind: 'person',
    actorId: presence.personId,
    credentialMethod: 'session',
    credentialId: presence.sessionId,
  };
}

/** Of somebody who signs in there is no credential yet but the password; within a session it is the session. */
export function refusedPasswordNote({ action, personId, code }: RefusedPassword, call: Call): AccessNote {
  const { actor, credentialMethod, credentialId } = call;
  const credential = actor === undefined ? { credentialMethod: 'password' } : { credentialMethod, credentialId };
  return { ...noteOf(call, action), outcome: 'refused', code, actorKind: 'person', actorId: personId, ...credential };
}

export function strangerNote(call: Call): AccessNote {
  return {
    ...noteOf(call, 'SignIn'),
    outcome: 'refused',
    code: wrongSignIn,
    credentialMethod: 'password',
    requestId: '',
  };
}

/** What a gateway tells of a credential that it knows and has refused. */
export function refusalNote(refusal: AccessRefusal): AccessNote {
  const { actor, credentialMethod, credentialId, action, code, source, requestId, count } = refusal;
  return {
    createdAt: undefined,
    action,
    outcome: 'refused',
    code,
    actorKind: actor?.kind,
    actorId: actor?.id,
    credentialMethod,
    credentialId,
    source,
    requestId,
    count: Math.max(1, count),
  };
}

function noteOf({ source, requestId }: Call, action: string): AccessNote {
  return {
    createdAt: undefined,
    action,
    outcome: '',
    code: undefined,
    actorKind: undefined,
    actorId: undefined,
    credentialMethod: '',
    credentialId: '',
    source,
    requestId,
    count: 1,
  };
}
