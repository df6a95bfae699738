import { eventually } from '@benchline/testing/servers';
import { gatewaysOf } from './gateways.ts';
import { isClear, type Access, type Span, type Use } from './judge-access.ts';
import { pause } from './pause.ts';

export interface UsePlan {
  readonly urls: readonly string[];
  readonly what: Access['what'];
  readonly credential: string;
  /** What is read with it. */
  readonly path: string;
}

/** A credential that is used at every gateway all the time. */
export interface InUse {
  /** It was acknowledged that requests from now on are let in, or are not. */
  acknowledged(terms: { readonly may: boolean }): void;
  /** A change is begun: what comes of requests from now on is open. */
  changing(): void;
  /** Resolves when every gateway has said several times what it makes of what was acknowledged last; or one can't for long. */
  isTried(signal: AbortSignal): Promise<void>;
  stop(): Promise<Access>;
}

const noAnswer = { status: 0, text: '' } as const;
const saidCharactersMax = 100;
const everyMs = 25;
const triesWanted = 3;
const patienceMs = 5_000;

export function useEverywhere({ urls, what, credential, path }: UsePlan): InUse {
  const stopping = new AbortController();
  const spans: Span[] = [];
  const usesOf = urls.map((): Use[] => []);
  const using = gatewaysOf(urls, credential).each.map(async (client, gateway) => {
    while (!stopping.signal.aborted) {
      const sentAt = performance.now();
      const { status, text } = await client.get(path).catch(() => noAnswer);
      const said = status === 200 ? {} : { said: `${text.slice(0, saidCharactersMax)} at ${urls[gateway] ?? ''}` };
      usesOf[gateway]?.push({ sentAt, answeredAt: performance.now(), status, ...said });
      await pause(everyMs, stopping.signal);
    }
  });
  const changing = (): void => {
    const last = spans.pop();
    if (last !== undefined) spans.push({ ...last, until: Math.min(last.until, performance.now()) });
  };
  const tries = (uses: readonly Use[]): number => {
    const from = spans.at(-1)?.from ?? 0;
    return uses.slice(-100).filter((use) => use.sentAt >= from && isClear(use)).length;
  };
  return {
    acknowledged: ({ may }) => {
      spans.push({ from: performance.now(), until: Infinity, may });
    },
    changing,
    isTried: async (signal) => {
      const tried = () => signal.aborted || usesOf.every((uses) => tries(uses) >= triesWanted);
      await eventually(tried, { timeoutMs: patienceMs, intervalMs: everyMs }).catch(() => undefined);
    },
    stop: async () => {
      stopping.abort();
      await Promise.all(using);
      return { what, spans, uses: usesOf.flat() };
    },
  };
}
