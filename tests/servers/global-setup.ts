import { resolveServers, serverMode, type FoundServer } from '@benchline/testing/servers';

declare global {
  // Jest runs set-up and teardown in one process and passes them nothing else.
  var benchlineTestServers: readonly FoundServer[] | undefined;
}

/** Finds or starts the real servers once for all test files of a run. */
export default async function setUp(): Promise<void> {
  const startedAt = performance.now();
  globalThis.benchlineTestServers = await resolveServers();
  if (serverMode() === 'settings') return;
  for (const { url, from } of globalThis.benchlineTestServers) {
    console.log(`Test server ${new URL(url).host}, from ${from}`);
  }
  console.log(`Test servers took ${((performance.now() - startedAt) / 1000).toFixed(1)} s`);
}
