import { hash } from 'node:crypto';

/** The CSRF token of a session, from the digest of its token: bound to the session, so that none has to be kept. */
export function csrfToken(sessionDigest: string): string {
  return hash('sha256', `csrf:${sessionDigest}`, 'base64url');
}
