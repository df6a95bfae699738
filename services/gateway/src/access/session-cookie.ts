import type { Declaration } from '@benchline/actions';
import type { ExecuteResponse } from '@benchline/proto/benchline/command/v1/command.ts';
import { readCredential } from './credential.ts';

const name = 'benchline_session';
const attributes = 'HttpOnly; Secure; SameSite=Lax; Path=/api';
const pattern = new RegExp(`(?:^|;)\\s*${name}=([^;]*)`);

/** The session's token of a Cookie header; `undefined` where there is none, also after it was cleared. */
export function sessionCookie(cookies: string | undefined): string | undefined {
  const value = cookies === undefined ? undefined : pattern.exec(cookies)?.[1]?.trim();
  return value === '' ? undefined : value;
}

/** The Set-Cookie header that an answer asks for, if it does: after a session began or ended. */
export function cookieFor(session: Declaration['session'], answer: ExecuteResponse, now: number): string | undefined {
  if (session === undefined || answer.dryRun || answer.status < 200 || answer.status >= 300) return undefined;
  return session === 'end' ? clearing : opening(answer.body, now);
}

const clearing = `${name}=; ${attributes}; Expires=${new Date(0).toUTCString()}; Max-Age=0`;

function opening(body: Uint8Array, now: number): string {
  const { token, expires_at: expiresAt } = JSON.parse(Buffer.from(body).toString()) as Record<string, unknown>; // an action's answer is an object
  const end = typeof expiresAt === 'string' ? Date.parse(expiresAt) : Number.NaN;
  if (typeof token !== 'string' || readCredential(token)?.method !== 'session' || Number.isNaN(end)) {
    throw new Error('what begins a session answered without its token and end');
  }
  const seconds = Math.max(0, Math.floor((end - now) / 1_000));
  return `${name}=${token}; ${attributes}; Expires=${new Date(end).toUTCString()}; Max-Age=${seconds}`;
}
