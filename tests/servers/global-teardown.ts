/** Ends the servers that this run started. */
export default async function tearDown(): Promise<void> {
  await Promise.all((globalThis.benchlineTestServers ?? []).map((server) => server.stop()));
}
