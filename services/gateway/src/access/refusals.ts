import { AppError } from '@benchline/errors';
import type { CredentialMethod } from './credential.ts';

export function missingCredential(): AppError {
  return new AppError(
    'unauthenticated',
    'Missing or invalid authorization header',
    'Send the key as "Authorization: Bearer <key>" or as "x-api-key: <key>"',
  );
}

/** One answer for every key that isn't good, and one for every session: nobody learns why. */
export function invalidCredential(method: CredentialMethod): AppError {
  return method === 'key'
    ? new AppError('unauthenticated', 'Invalid API key', 'The API key is not valid')
    : new AppError('unauthenticated', 'Invalid session', 'The session is over or never was: sign in');
}

export function apiKeyRequired(): AppError {
  return new AppError('unauthenticated', 'API key required', 'This surface takes API keys only');
}

export function rateLimited(retryAfterSeconds: number): AppError {
  return new AppError('rate_limited', 'rate_limited', 'Too many requests in too short a time', { retryAfterSeconds });
}
