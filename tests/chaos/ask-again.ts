import { insist } from './attempt.ts';
import { gatewaysOf } from './gateways.ts';
import type { Journal, Retired } from './journal.ts';
import type { Access, Use } from './judge-access.ts';

const atOnce = 8;

/**
 * Tries every credential that was taken back once more at every gateway, now that all is quiet. What no gateway answered before the
 * signal came has fewer uses than there are gateways.
 */
export async function askAgain(
  urls: readonly string[],
  journal: Journal,
  signal: AbortSignal,
): Promise<readonly Access[]> {
  const waiting = [...journal.retired];
  const asked: Access[] = [];
  const ask = async ({ what, credential, path }: Retired): Promise<void> => {
    const from = performance.now();
    const uses: Use[] = [];
    for (const client of gatewaysOf(urls, credential).each) {
      const sentAt = performance.now();
      const answer = await insist(() => client.get(path), { signal, onRepeat: journal.repeated });
      if (answer !== undefined) uses.push({ sentAt, answeredAt: performance.now(), status: answer.status });
    }
    asked.push({ what, spans: [{ from, until: Infinity, may: false }], uses });
  };
  const worker = async (): Promise<void> => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) await ask(next);
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
  return asked;
}
