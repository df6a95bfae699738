import type { Call } from '@benchline/runtime';

/**
 * Ends all leases on a subject: resolves when no gateway accepts what it accepted on the terms that were committed before, because each
 * one has let go of them or their time is over. Never rejects: where a gateway can't be asked, the time passes. `within` is the call that
 * asks for it: no gateway waits for the end of that one, which is waiting for this, so it has to have made all of its changes.
 */
export type DropLeases = (subject: string, within?: Pick<Call, 'id'>) => Promise<void>;
