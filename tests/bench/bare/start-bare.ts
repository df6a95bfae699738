import { fileURLToPath } from 'node:url';
import { temporaryFolder } from '@benchline/testing/servers';
import type { LoadTarget } from '../load/counted-load.ts';
import { startNode } from '../node-process.ts';

export interface Bare extends LoadTarget, AsyncDisposable {
  [Symbol.asyncDispose](): Promise<void>;
}

const service = fileURLToPath(new URL('./service.ts', import.meta.url));
const edge = fileURLToPath(new URL('./edge.ts', import.meta.url));

/** Starts both processes of the bare line; `sample` is what a GET answers. */
export async function startBare(sample: string): Promise<Bare> {
  await using resources = new AsyncDisposableStack();
  const folder = resources.use(await temporaryFolder());
  const behind = resources.use(startNode({ script: service, args: [folder.path, sample] }));
  const port = await behind.line((text) => (/^\d+$/.test(text) ? text : undefined));
  const front = resources.use(startNode({ script: edge, args: [port] }));
  const url = await front.line((text) => (text.startsWith('http') ? text : undefined));
  const owned = resources.move();
  return { url, pids: [behind.pid, front.pid], [Symbol.asyncDispose]: () => owned.disposeAsync() };
}
