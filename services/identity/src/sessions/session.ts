/** A signed-in person in one organization. Kept as a record, not as history; only a hash of its token is kept. */
export interface Session {
  /** The part of the token before its dot. */
  readonly id: string;
  /** SHA-256 of the whole token, base64url. */
  readonly digest: string;
  readonly personId: number;
  readonly organizationId: number;
  /** The person's `session_generation` when it began; a later one ends it. */
  readonly generation: number;
  /** The same of their place in the organization. */
  readonly memberGeneration: number;
  /** Milliseconds since the epoch. */
  readonly startedAt: number;
  readonly seenAt: number;
}

/** Whose a session is, and what ends it beside time. */
type SessionHolder = Pick<Session, 'personId' | 'organizationId' | 'generation' | 'memberGeneration'>;

/** The sessions of the platform. All times in milliseconds since the epoch. */
export interface Sessions {
  /** A new one; the token, `bls_<16>.<43>`, is known to the caller alone. `expiresAt` is its absolute end. */
  open(of: SessionHolder): Promise<{
    readonly token: string;
    readonly session: Session;
    readonly expiresAt: number;
  }>;
  /** `undefined` for one that never was, was closed, was idle too long, or is over. */
  find(id: string): Promise<Session | undefined>;
  /** When it is over, were it seen no more, and at the latest. */
  endOf(session: Session): { readonly idleAt: number; readonly expiresAt: number };
  /** That it was used now; written at most once a minute (less where the idle time is short). */
  seen(session: Session): Promise<void>;
  /** The same session under the person's new generation, after a change of password. */
  renew(session: Session, generation: number): Promise<void>;
  close(id: string): Promise<void>;
}
