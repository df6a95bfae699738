import { describe, test } from '@jest/globals';
import { ownServers } from './own-server.ts';
import { resolvedServer } from './resolved-servers.ts';
import type { RunningServer } from './running-server.ts';
import { serverMode } from './server-mode.ts';
import type { ServerKind } from './server-pins.ts';

/**
 * A suite against the real server that the run found, shared with the other suites: make names of your own in it.
 * Without one its tests are skipped, the reason in their name; with BENCHLINE_TEST_SERVERS=required they fail.
 */
export function describeWithServer(kind: ServerKind, name: string, body: (server: { url(): string }) => void): void {
  const server = resolvedServer(kind);
  describeUnless('skipped' in server ? server.skipped : undefined, name, () => {
    body({
      url() {
        if ('skipped' in server) throw new Error(`no ${kind} server: ${server.skipped}`);
        return server.url;
      },
    });
  });
}

/** A suite that starts servers of its own, to kill and restart them. Skipped like `describeWithServer`, also where servers are not to be started. */
export function describeWithOwnServer(
  kind: ServerKind,
  name: string,
  body: (start: () => Promise<RunningServer>) => void,
): void {
  const { start, whyNot } = ownServers[kind];
  const reason = serverMode() === 'settings' ? 'BENCHLINE_TEST_SERVERS=auto allows starting one' : whyNot();
  describeUnless(reason, name, () => {
    body(start);
  });
}

function describeUnless(reason: string | undefined, name: string, body: () => void): void {
  if (reason === undefined) {
    describe(name, body);
  } else if (serverMode() === 'required') {
    describe(name, () => {
      test('has the server that it needs', () => {
        throw new Error(`a server is required: ${reason}`);
      });
    });
  } else {
    describe.skip(`${name} (skipped: ${reason})`, body);
  }
}
