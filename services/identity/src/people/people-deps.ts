import type { Records } from '@benchline/store';
import type { AccessLog } from '../access/access-log.ts';
import type { DropLeases } from '../leases/drop-leases.ts';
import type { Hasher } from '../passwords/hasher.ts';
import type { RandomBytes } from '../random-text.ts';
import type { Sessions } from '../sessions/session.ts';
import type { EmailDigest } from './email.ts';

/** What people's actions work with beside the log. */
export interface PeopleDeps {
  readonly records: Records;
  /** Milliseconds since the epoch. */
  readonly clock: () => number;
  readonly random: RandomBytes;
  /** Resolves when so many milliseconds have passed. */
  readonly pause: (ms: number) => Promise<void>;
  readonly hasher: Hasher;
  readonly digestOf: EmailDigest;
  readonly sessions: Sessions;
  readonly dropLeases: DropLeases;
  readonly accessLog: AccessLog;
  /** Where people reach the product: `https://lab.example`, without a slash at its end. */
  readonly publicUrl: () => string;
  /** Whether everybody who is signed in may found organizations. */
  readonly signUp: boolean;
}
