import { resolveServer } from '@benchline/testing/servers';

type Found = ({ readonly url: string; readonly from: string } | { readonly skipped: string }) & AsyncDisposable;

/** A real server by the one resolver of all suites, started where it can be; else the reason why there is none. */
export async function realServer(kind: 'mongodb' | 'nats'): Promise<Found> {
  const server = await resolveServer(kind, { ...process.env, BENCHLINE_TEST_SERVERS: 'auto' });
  const stop = async (): Promise<void> => {
    if ('url' in server) await server.stop();
  };
  return { ...server, [Symbol.asyncDispose]: stop };
}
