import { admin, made, makeKey, signInAnswer, type SignedIn } from '../harness/administration.ts';
import { clientOf, type Client } from '../harness/client.ts';
import type { Product } from '../harness/product.ts';
import type { Experiment } from '../harness/wire.ts';
import type { Person } from './people.ts';
import { ableRole } from './role-changer.ts';

/** Who acts in a run, and where. */
export interface ChaosLab {
  readonly experimentId: number;
  /** With the session of the owner. */
  readonly token: string;
  readonly owner: Client;
  readonly machine: Client;
  readonly people: readonly Person[];
  /** Service accounts whose keys are made and revoked. */
  readonly keyAccountIds: readonly number[];
  /** The account whose role changes, with a key. */
  readonly changing: { readonly accountId: number; readonly secret: string };
}

const peopleCount = 2;
const keyAccounts = 2;

/** Makes everybody before the first kill. */
export async function prepareLab(product: Product): Promise<ChaosLab> {
  const { token }: SignedIn = await signInAnswer(product.url);
  const owner = clientOf({ url: product.url, key: token });
  const machine = clientOf(product);
  const experiment = made(await machine.post<Experiment>('/experiments', { external_id: 'CHAOS', name: 'Chaos' }), 201);
  const people: Person[] = [];
  for (let number = 1; number <= peopleCount; number += 1) people.push(await makePerson(owner, number));
  const keyAccountIds: number[] = [];
  for (let number = 1; number <= keyAccounts; number += 1) {
    const account = { display_name: `Key keeper ${String(number)}`, role: ableRole };
    keyAccountIds.push(made(await owner.post<{ id: number }>(`${admin}/service-accounts`, account), 201).id);
  }
  const changing = await makeKey(owner, { account: 'Changing', role: ableRole });
  return { experimentId: experiment.id, token, owner, machine, people, keyAccountIds, changing };
}

async function makePerson(owner: Client, number: number): Promise<Person> {
  const person = {
    email: `person-${String(number)}@lab.example`,
    password: `the long sentence of person ${String(number)}`,
  };
  made(await owner.post(`${admin}/people`, { ...person, name: `Person ${String(number)}`, role: 'viewer' }), 201);
  return person;
}
