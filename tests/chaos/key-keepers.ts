import { admin, type MadeKey } from '../harness/administration.ts';
import { attempt, insist } from './attempt.ts';
import { gatewaysOf } from './gateways.ts';
import { pause } from './pause.ts';
import { untilEnough, type Shift } from './shift.ts';
import { useEverywhere } from './use-everywhere.ts';

export interface KeeperPlan {
  /** The session of somebody who may manage keys. */
  readonly token: string;
  readonly accountId: number;
}

const path = '/samples?limit=1';
const useMsMax = 600;

/** Makes a key, uses it for a while, revokes it, again and again. */
export async function keepKeys({ token, accountId }: KeeperPlan, shift: Shift): Promise<void> {
  const { urls, journal, random, given } = shift;
  const gateways = gatewaysOf(urls, token);
  let keys = 0;

  await untilEnough(shift, async () => {
    // Another name each time: a key whose answer was lost may be there, but nobody knows its secret.
    keys += 1;
    const body = { name: `chaos ${String(keys)}` };
    const answer = await attempt(() =>
      gateways.next().post<MadeKey>(`${admin}/service-accounts/${String(accountId)}/api-keys`, body),
    );
    if (answer?.status !== 201) {
      if (answer === undefined) journal.repeated();
      else journal.refuse('key', answer);
      return false;
    }
    const { id, secret } = answer.body;
    journal.did('keys made');
    journal.acts.push({ told: `api_key/${String(id)}/1`, times: 'once' });
    const key = useEverywhere({ urls, what: 'key', credential: secret, path });
    key.acknowledged({ may: true });
    await key.isTried(given);
    await pause(random() * useMsMax, given);
    key.changing();
    const revoke = () => gateways.next().post(`${admin}/api-keys/${String(id)}/revoke`, {});
    const revoked = await insist(revoke, { signal: given, onRepeat: journal.repeated });
    if (revoked?.status === 200) {
      key.acknowledged({ may: false });
      journal.did('keys revoked');
      journal.acts.push({ told: `api_key/${String(id)}/2`, times: 'once' });
      journal.retired.push({ what: 'key', credential: secret, path });
      await key.isTried(given);
    } else if (revoked !== undefined) journal.refuse('revoke', revoked);
    journal.accesses.push(await key.stop());
    return true;
  });
}
