import { eventually } from '@benchline/testing/servers';
import { makeKey, signIn } from './administration.ts';
import type { Client } from './client.ts';
import type { ProductProcess } from './product-process.ts';

/** Something that a product is made of, to be killed and brought back. */
export type Part = Pick<ProductProcess, 'name' | 'start' | 'kill' | 'freeze' | 'thaw' | 'terminate' | 'output'>;

/** The product, running, in one of its shapes. */
export interface Product extends AsyncDisposable {
  /** Of the first gateway. */
  readonly url: string;
  /** Of every gateway. */
  readonly urls: readonly string[];
  /** Of a service account with the role admin, with every scope. */
  readonly key: string;
  /** The owner's session. */
  readonly people: Client;
  /** Names of what can be killed. */
  readonly processes: readonly string[];
  /** As `kill -9`. */
  kill(name: string): Promise<void>;
  /** SIGSTOP, until `thaw`. */
  freeze(name: string): void;
  thaw(name: string): void;
  /** SIGTERM. Answers the exit code. */
  terminate(name: string): Promise<number | null>;
  /** Starts what was killed or ended, and answers when it is ready. */
  restart(name: string): Promise<void>;
  /** What the processes wrote, the end of each. */
  output(): string;
  [Symbol.asyncDispose](): Promise<void>;
}

export interface Assembly {
  /** Of every gateway, one at least. */
  readonly urls: readonly [string, ...string[]];
  /** In the order in which they start; they end the other way round. */
  readonly parts: readonly Part[];
  /** Runs last. */
  readonly cleanUp: () => Promise<void>;
}

const readyTimeoutMs = 30_000;

/** Starts all parts, and answers when the whole is ready with every dependency up and its owner has made a key. */
export async function startProduct({ urls, parts, cleanUp }: Assembly): Promise<Product> {
  const [url] = urls;
  const part = (name: string): Part => {
    const found = parts.find((each) => each.name === name);
    if (found === undefined) throw new Error(`there is no process ${name}`);
    return found;
  };
  const output = (): string => parts.map((each) => `--- ${each.name}\n${each.output()}`).join('\n');
  const stop = async (): Promise<void> => {
    for (const each of parts.toReversed()) await each.terminate();
    await cleanUp();
  };
  try {
    for (const each of parts) await each.start();
    await eventually(async () => (await Promise.all(urls.map(allUp))).every(Boolean), {
      timeoutMs: readyTimeoutMs,
      intervalMs: 25,
      what: 'every dependency being up',
    });
    const people = await signIn(url);
    const { secret } = await makeKey(people);
    return {
      url,
      urls,
      key: secret,
      people,
      processes: parts.map(({ name }) => name),
      kill: (name) => part(name).kill(),
      freeze: (name) => {
        part(name).freeze();
      },
      thaw: (name) => {
        part(name).thaw();
      },
      terminate: (name) => part(name).terminate(),
      restart: (name) => part(name).start(),
      output,
      [Symbol.asyncDispose]: stop,
    };
  } catch (cause) {
    const last = output();
    await stop();
    throw new Error(`the product did not start\n${last}`, { cause });
  }
}

/** Whether `/readyz` says that the gateway is ready and so is all that it needs. */
export async function allUp(url: string): Promise<boolean> {
  const response = await fetch(`${url}/readyz`, { signal: AbortSignal.timeout(2_000) });
  const { dependencies } = (await response.json()) as { dependencies?: Readonly<Record<string, string>> }; // the probe's answer
  return response.ok && Object.values(dependencies ?? {}).every((state) => state === 'up');
}
