import type { Call } from '@benchline/runtime';

/** Who came in or left. */
export interface Presence {
  readonly organizationId: number;
  readonly personId: number;
  readonly sessionId: string;
}

/** A wrong password of a person who is known, or one that was not looked at any more. */
export interface RefusedPassword {
  readonly action: 'SignIn' | 'ChangePassword';
  readonly personId: number;
  /** Whose logs are to have it. */
  readonly organizationIds: readonly number[];
  /** The refusal's detail. */
  readonly code: string;
}

/**
 * Writes down who comes in, who leaves and who is kept out, so that the audit has it. Refusals are only noted: nobody waits for the
 * log, so that it can't be told from an answer whether somebody is known.
 */
export interface AccessLog {
  /** Resolves when it is committed. */
  signedIn(presence: Presence, call: Call): Promise<void>;
  signedOut(presence: Presence, call: Call): Promise<void>;
  /** Written within about a second. Once too many attempts are refused unseen, they are counted per minute. */
  passwordRefused(refused: RefusedPassword, call: Call): void;
  /** A sign-in by nobody who is known: counted per minute and address, so that nobody can fill the log from outside. */
  strangerRefused(call: Call): void;
}
