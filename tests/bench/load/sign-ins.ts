/** Signs people in until it is told to end, then prints what came of it as a line of JSON. */
// eslint-disable-next-line no-restricted-imports -- a load is paced by time
import { setInterval as every, setTimeout as delay } from 'node:timers/promises';
import { median } from '../rounds.ts';
import { underWay, type SignInPlan, type SignInResult } from './sign-in-plan.ts';

const timeoutMs = 30_000;
/** Who is refused asks again after this time, or after a shorter one that the answer names. */
const pauseMsMax = 1_000;

const plan = JSON.parse(process.argv[2] ?? '') as SignInPlan; // written by besideSignIns
const end = new AbortController();
process.once('SIGTERM', () => {
  end.abort();
});
const tookMs: number[] = [];
const refused: Record<string, number> = {};
const startedAt = performance.now();

type Person = SignInPlan['people'][number];

async function signIn({ email, password }: Person): Promise<void> {
  const begunAt = performance.now();
  const answer = await fetch(`${plan.url}/api/v1/auth/sign-in`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ email, password }),
    signal: AbortSignal.timeout(timeoutMs),
  });
  await answer.arrayBuffer();
  if (end.signal.aborted) return; // what came too late counts for nothing
  if (answer.status === 200) {
    if (tookMs.push(performance.now() - begunAt) === 1) process.stdout.write(`${underWay}\n`);
    return;
  }
  refused[answer.status] = (refused[answer.status] ?? 0) + 1;
  const retryAfterMs = Number(answer.headers.get('retry-after') ?? 1) * 1_000;
  await delay(Math.min(retryAfterMs, pauseMsMax), undefined, { signal: end.signal });
}

async function again(person: Person): Promise<void> {
  while (!end.signal.aborted) await signIn(person);
}

async function paced(perSecond: number): Promise<void> {
  const free = [...plan.people];
  const busy = new Set<Promise<void>>();
  for await (const _ of every(1_000 / perSecond, undefined, { signal: end.signal })) {
    const person = free.shift(); // all are waiting: the rate is more than the product takes
    if (person === undefined) continue;
    const one: Promise<void> = signIn(person).finally(() => {
      busy.delete(one);
      free.push(person);
    });
    busy.add(one);
  }
}

try {
  await (plan.perSecond === undefined ? Promise.all(plan.people.map(again)) : paced(plan.perSecond));
} catch (error) {
  if (!end.signal.aborted) throw error;
}
const told: SignInResult = {
  perSecond: (tookMs.length * 1_000) / (performance.now() - startedAt),
  p50Ms: median(tookMs),
  refused,
};
process.stdout.write(`${JSON.stringify(told)}\n`, () => process.exit(0));
