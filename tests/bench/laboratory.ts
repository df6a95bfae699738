import { eventually } from '@benchline/testing/servers';
import { made, makeKey, owner, signIn } from '../harness/administration.ts';
import { clientOf, type Client } from '../harness/client.ts';
import type { Page, Sample } from '../harness/wire.ts';
import type { Caller } from './load/plan.ts';
import type { Product } from './product.ts';
import { sampleBody } from './sample-body.ts';

/** An organization with what a measurement asks for: a key, an experiment and a sample of it. */
export interface Laboratory {
  readonly key: string;
  readonly client: Client;
  readonly experimentId: number;
  /** The first sample, as the product answered it. */
  readonly sampleText: string;
  readonly samplePath: string;
}

const samples = '/api/v1/samples';
const followTimeoutMs = 600_000;

/** The owner's first laboratory. */
export async function openLaboratory(product: Product): Promise<Laboratory> {
  return laboratoryOf(product, await signIn(product.url), 'LIMS');
}

/** A client with a new key of the owner's first organization. */
export async function keyedClient({ url }: Product, account: string): Promise<Client & { readonly key: string }> {
  const { secret } = await makeKey(await signIn(url), { account });
  return { key: secret, ...clientOf({ url, key: secret, timeoutMs: 120_000 }) };
}

async function laboratoryOf({ url }: Product, people: Client, account: string): Promise<Laboratory> {
  const { secret: key } = await makeKey(people, { account });
  const client = clientOf({ url, key });
  const body = { external_id: 'bench', name: 'Benchmark' };
  const experiment = made(await client.post<{ id: number }>('/api/v1/experiments', body), 201);
  const answer = await client.post<{ id: number }>(samples, sampleBody('S-1', experiment.id));
  const samplePath = `${samples}/${String(made(answer, 201).id)}`;
  return { key, client, experimentId: experiment.id, sampleText: answer.text, samplePath };
}

export interface ManyPlan {
  readonly organizations: number;
  readonly keysOfEach: number;
}

/** Several keys of several organizations: the first of each, then the second of each. Those of an organization share its sample. */
export async function openLaboratories(product: Product, plan: ManyPlan): Promise<readonly Laboratory[]> {
  const first = await signIn(product.url);
  const turns = Array.from({ length: plan.keysOfEach }, (): Laboratory[] => []);
  for (let number = 1; number <= plan.organizations; number += 1) {
    const name = `Laboratory ${String(number)}`;
    const { id } = made(await first.post<{ id: number }>('/api/v1/organizations', { name }), 201);
    const people = await signIn(product.url, { ...owner, organization: id });
    const laboratory = await laboratoryOf(product, people, 'LIMS 0');
    for (const [at, turn] of turns.entries()) {
      const key = at === 0 ? laboratory.key : (await makeKey(people, { account: `LIMS ${String(at)}` })).secret;
      turn.push({ ...laboratory, key });
    }
  }
  return turns.flat();
}

/** Reads the laboratory's sample. */
export function reader({ key, samplePath }: Laboratory): Caller {
  return { key, paths: [samplePath] };
}

/** Registers samples in the laboratory's experiment. */
export function writer({ key, experimentId }: Laboratory, path = samples): Caller {
  return { key, paths: [path], experimentIds: [experimentId] };
}

/** Waits until the newest sample is in the audit's list, and answers how long that took. */
export async function auditLag(client: Client): Promise<number> {
  const startedAt = performance.now();
  const page = made(await client.get<Page<Sample>>(`${samples}?limit=1`), 200);
  const newest = page.items[0]?.id ?? 0;
  await eventually(
    async () => {
      const path = `/api/v1/audit?entity=sample/${String(newest)}&limit=1`;
      return made(await client.get<Page<unknown>>(path), 200).items.length === 1;
    },
    { timeoutMs: followTimeoutMs, what: 'the audit of the newest sample' },
  );
  return performance.now() - startedAt;
}
