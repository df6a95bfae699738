import { fileURLToPath } from 'node:url';
import { startNode } from '../node-process.ts';
import { underWay, type SignInPlan, type SignInResult } from './sign-in-plan.ts';

const generator = fileURLToPath(new URL('./sign-ins.ts', import.meta.url));

export interface BesideSignIns<T> {
  readonly measured: T;
  readonly signIns: SignInResult;
}

/** Measures something while people sign in: from the first who is in until what is measured is over. */
export async function besideSignIns<T>(plan: SignInPlan, measure: () => Promise<T>): Promise<BesideSignIns<T>> {
  await using child = startNode({ script: generator, args: [JSON.stringify(plan)] });
  await child.line((text) => (text === underWay ? text : undefined));
  const measured = await measure();
  process.kill(child.pid, 'SIGTERM');
  const signIns = await child.line((text) => (text.startsWith('{') ? (JSON.parse(text) as SignInResult) : undefined)); // as the generator wrote it
  return { measured, signIns };
}
