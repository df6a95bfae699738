import type { ServerProcess } from './server-process.ts';

/** A server that belongs to one test, to be killed and brought back as the test likes. */
export interface RunningServer extends AsyncDisposable {
  readonly url: string;
  /** As `kill -9`: nothing is flushed, nobody is told. When it answers, the server is gone. */
  kill(): Promise<void>;
  /** The same port and the same data; kills it first if it runs. When it answers, the server answers. */
  restart(): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
}

/** Puts `kill` and `restart` around a way to start; `cleanUp` runs last, also after a kill. */
export async function runServer(
  url: string,
  start: () => Promise<ServerProcess>,
  cleanUp: () => Promise<void>,
): Promise<RunningServer> {
  let running: ServerProcess | undefined;
  try {
    running = await start();
  } catch (error) {
    await cleanUp();
    throw error;
  }
  return {
    url,
    async kill() {
      await running?.kill();
      running = undefined;
    },
    async restart() {
      await running?.kill();
      running = undefined;
      running = await start();
    },
    async [Symbol.asyncDispose]() {
      await running?.stop();
      await cleanUp();
    },
  };
}

const portTries = 3;

/** A free port can be taken by another before the server binds it: then the whole start is tried again. */
export async function withAnotherPort(start: () => Promise<RunningServer>): Promise<RunningServer> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await start();
    } catch (error) {
      const portTaken = error instanceof Error && /address already in use/i.test(error.message);
      if (!portTaken || tries === portTries) throw error;
    }
  }
}
