import { timingSafeEqual } from 'node:crypto';
import { AppError } from '@benchline/errors';
import { csrfToken } from '@benchline/principal';
import type { FastifyRequest } from 'fastify';
import type { Credential } from './credential.ts';

/** What a page of another origin could make a browser send, with cookies and all. */
export interface BrowserGuard {
  /** @throws {AppError} `forbidden` for a request from a page of a foreign origin. */
  checkOrigin(request: FastifyRequest): void;
  /** The same, and for a write without the session's CSRF token. */
  checkWrite(request: FastifyRequest, session: Credential): void;
}

/** @param allowedOrigins whose pages may write beside the gateway's own: `https://lab.example` */
export function browserGuard(allowedOrigins: readonly string[]): BrowserGuard {
  const allowed = new Set(allowedOrigins);
  const checkOrigin = (request: FastifyRequest): void => {
    const { origin, 'sec-fetch-site': site } = request.headers;
    if (origin !== undefined && allowed.has(origin)) return;
    if (site === 'cross-site' || (origin !== undefined && !isOwn(origin, request))) throw originNotAllowed();
  };
  return {
    checkOrigin,
    checkWrite(request, session) {
      checkOrigin(request);
      if (!isSame(request.headers['x-csrf-token'], csrfToken(session.digest))) throw csrfRequired();
    },
  };
}

/** Whether the request changes nothing by its method's own promise (RFC 9110, 9.2.1). */
export function isSafe(method: string): boolean {
  return method === 'GET' || method === 'HEAD';
}

function isSame(shown: string | string[] | undefined, right: string): boolean {
  if (typeof shown !== 'string') return false;
  const [one, other] = [Buffer.from(shown), Buffer.from(right)];
  return one.length === other.length && timingSafeEqual(one, other);
}

/**
 * Whether an origin is the one that the request itself went to. Where a proxy ends TLS and isn't trusted, the scheme is not known, and
 * the host alone decides.
 */
function isOwn(origin: string, { protocol, host, headers }: FastifyRequest): boolean {
  const page = URL.parse(origin);
  if (page === null || page.origin !== origin) return false;
  const schemeKnown = protocol === 'https' || headers['x-forwarded-proto'] === protocol;
  if (schemeKnown && page.protocol !== `${protocol}:`) return false;
  return URL.parse(`${page.protocol}//${host}`)?.host === page.host;
}

function originNotAllowed(): AppError {
  return new AppError('forbidden', 'origin_not_allowed', 'Pages of this origin may not do this');
}

function csrfRequired(): AppError {
  return new AppError('forbidden', 'csrf_required', 'A write by cookie needs the X-CSRF-Token of the session');
}
