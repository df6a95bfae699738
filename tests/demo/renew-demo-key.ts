import { admin, type MadeKey } from '../harness/administration.ts';
import type { Client } from '../harness/client.ts';
import { walk } from '../harness/walk.ts';
import { patiently } from './patiently.ts';

interface Account {
  readonly id: number;
  readonly display_name: string;
}

interface ListedKey {
  readonly id: number;
  readonly name: string;
  readonly revoked_at: string | null;
}

/** A machine of the demo, as it stands among the service accounts. */
export interface DemoMachine {
  readonly display_name: string;
  readonly role: string;
}

const keyPrefix = 'demo-';

/** A new key of a machine of the demo, whose service account is made where it isn't there yet. Keys of earlier runs are revoked. */
export async function renewDemoKey(people: Client, machine: DemoMachine): Promise<MadeKey> {
  const { id } = await ensureAccount(people, machine);
  const keys = `${admin}/service-accounts/${String(id)}/api-keys`;
  for (const key of await walk<ListedKey>(people, `${keys}?limit=200`)) {
    if (!key.name.startsWith(keyPrefix) || key.revoked_at !== null) continue;
    await patiently(() => people.post(`${admin}/api-keys/${String(key.id)}/revoke`, {}), [200]);
  }
  // Another name with each try: one whose answer was 503 may be there, and nobody knows its secret.
  const make = () => people.post<MadeKey>(keys, { name: `${keyPrefix}${new Date().toISOString()}` });
  return (await patiently(make, [201])).body;
}

async function ensureAccount(people: Client, machine: DemoMachine): Promise<Account> {
  const path = `${admin}/service-accounts`;
  const find = async (): Promise<Account | undefined> =>
    (await walk<Account>(people, `${path}?limit=200`)).find(
      ({ display_name }) => display_name === machine.display_name,
    );
  const found = await find();
  if (found !== undefined) return found;
  const made = await patiently(() => people.post<Account>(path, machine), [201, 409]);
  return (made.status === 409 ? await find() : undefined) ?? made.body;
}
