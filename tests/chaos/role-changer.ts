import { admin } from '../harness/administration.ts';
import { insist } from './attempt.ts';
import { gatewaysOf } from './gateways.ts';
import { pause } from './pause.ts';
import { untilEnough, type Shift } from './shift.ts';
import { useEverywhere } from './use-everywhere.ts';

export interface RolePlan {
  /** The session of somebody who may manage accounts. */
  readonly token: string;
  readonly accountId: number;
  /** A key of the account. */
  readonly secret: string;
}

/** What the account is at the beginning, and what it is made. */
export const [ableRole, unableRole] = ['technician', 'none'] as const;

const path = '/samples?limit=1';
const stayMsMax = 400;

/** Takes an account's role away and gives it back, again and again, while a key of it is in use. */
export async function changeRoles({ token, accountId, secret }: RolePlan, shift: Shift): Promise<void> {
  const { urls, journal, random, given } = shift;
  const gateways = gatewaysOf(urls, token);
  const account = useEverywhere({ urls, what: 'role', credential: secret, path });
  account.acknowledged({ may: true });
  let version = 1;

  const change = async (role: string, may: boolean): Promise<boolean> => {
    account.changing();
    const send = () => gateways.next().patch(`${admin}/service-accounts/${String(accountId)}`, { role });
    const answer = await insist(send, { signal: given, onRepeat: journal.repeated });
    if (answer?.status !== 200) {
      if (answer !== undefined) journal.refuse('role', answer);
      return false;
    }
    account.acknowledged({ may });
    version += 1;
    journal.did('role changes');
    journal.acts.push({ told: `service_account/${String(accountId)}/${String(version)}`, times: 'once' });
    await account.isTried(given);
    await pause(random() * stayMsMax, given);
    return true;
  };
  await account.isTried(given);
  await untilEnough(shift, async () => (await change(unableRole, false)) && (await change(ableRole, true)));
  journal.accesses.push(await account.stop());
}
