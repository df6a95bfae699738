import { AppError } from '@benchline/errors';
import type { KeyLeases, RefusalReports } from '@benchline/leases';
import { refusedParty } from '@benchline/leases';
import type { Sender } from './command-message.ts';
import type { Standing } from './work-batch.ts';

/** The action that a key is refused for whose command nobody has read. */
const sendCommand = 'SendCommand';

/**
 * What a key may do now, for the time of a batch.
 * @throws {AppError} `unauthenticated` where it may nothing more, which its organization's audit has then; `unavailable` where that can't be known.
 */
export async function standingOf(
  leases: KeyLeases,
  reports: Pick<RefusalReports, 'add'>,
  { organizationId, keyId }: Sender,
): Promise<Standing> {
  const begun = await leases.begin(organizationId, keyId);
  if (begun.granted) {
    const { on, end, lose } = begun;
    return { principal: on.principal, callId: on.id, end, lose };
  }
  const { refusal } = begun;
  const party = refusedParty(refusal, 'key');
  if (party !== undefined)
    reports.add({ ...party, action: sendCommand, code: refusal.reason, source: 'nats', requestId: '' });
  throw new AppError('unauthenticated', 'Invalid API key', 'The API key is not valid');
}
