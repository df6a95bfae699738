import { once } from 'node:events';
import { connect } from 'node:net';
import { findBinary } from './find-binary.ts';
import { freePort } from './free-port.ts';
import { runServer, withAnotherPort, type RunningServer } from './running-server.ts';
import { startProcess } from './server-process.ts';
import { serverPlaces } from './server-pins.ts';
import { temporaryFolder } from './temporary-folder.ts';

/** What is missing for a NATS server of a test's own, or `undefined` when nothing is. */
export function whyNoNats(): string | undefined {
  return natsBinary() === undefined
    ? 'no nats-server on PATH or in the cache folder (node tests/servers/install.ts)'
    : undefined;
}

function natsBinary(): string | undefined {
  return findBinary('nats-server', serverPlaces().natsServer);
}

/** How a server is set up beyond its port and its folder. */
export interface NatsConfiguration {
  /** The path of its configuration, which leaves the port to us and says where JetStream keeps its files. */
  readonly config: string;
  /** What the configuration takes from the environment; made for the folder that the server may write to. */
  readonly env: (folder: string) => Readonly<Record<string, string>>;
}

/** A NATS server with JetStream on a free port of 127.0.0.1, its files in a folder of its own. */
export async function startNats(configuration?: NatsConfiguration): Promise<RunningServer> {
  const binary = natsBinary();
  if (binary === undefined) throw new Error(whyNoNats());
  return withAnotherPort(async () => {
    const port = await freePort();
    const folder = await temporaryFolder();
    const start = () =>
      startProcess({
        name: 'nats-server',
        command: binary,
        // No port for metrics: whatever a configuration says of it, two servers of a test would want the same.
        args: ['-a', '127.0.0.1', '-p', String(port), '-m', '0', ...argumentsFor(folder.path, configuration)],
        env: configuration?.env(folder.path) ?? {},
        ready: () => greets(port),
      });
    return runServer(`nats://127.0.0.1:${String(port)}`, start, () => folder[Symbol.asyncDispose]());
  });
}

function argumentsFor(folder: string, configuration: NatsConfiguration | undefined): readonly string[] {
  return configuration === undefined ? ['-js', '-sd', folder] : ['-c', configuration.config];
}

/** A NATS server speaks first, and only when JetStream is up. */
async function greets(port: number): Promise<boolean> {
  const socket = connect(port, '127.0.0.1');
  try {
    const [greeting] = (await once(socket, 'data', { signal: AbortSignal.timeout(1_000) })) as [Buffer];
    return greeting.toString('latin1').startsWith('INFO ');
  } finally {
    socket.destroy();
  }
}
