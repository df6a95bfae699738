/** A process for the tests of `runProcess`: behaves as its argument says. */
import { ConfigError, runProcess, type Running } from '../src/index.ts';

const behaviours: Readonly<Record<string, () => Promise<Running>>> = {
  wellBehaved: () => running(stopSaying),
  hangs: () => running(() => new Promise(() => undefined)),
  failsToStop: () => running(() => Promise.reject(new Error('can not stop'))),
  badSettings: () => Promise.reject(new ConfigError([{ name: 'PORT', problem: 'must be a number' }])),
  failsToStart: () => Promise.reject(new Error('no answer from nats://lab:hunter2@bus')),
  rejects: () => {
    void Promise.reject(new Error('nobody waits for me'));
    return running(() => Promise.resolve());
  },
  throws: () => {
    setImmediate(() => {
      throw new Error('out of nowhere');
    });
    return running(() => Promise.resolve());
  },
  startsSlowly: async () => {
    console.log('starting');
    await new Promise<void>((resolve) =>
      process.stdin.once('data', () => {
        resolve();
      }),
    );
    return running(stopSaying);
  },
};

function stopSaying(): Promise<void> {
  console.log('stopped');
  return Promise.resolve();
}

function running(stop: () => Promise<void>): Promise<Running> {
  // Keeps the process alive, as a listening socket would.
  setInterval(() => undefined, 60_000);
  console.log('started');
  return Promise.resolve({ stop });
}

const behaviour = behaviours[process.argv[2] ?? ''];
if (behaviour === undefined) throw new Error('no such behaviour');
await runProcess({ name: 'child', graceMs: Number(process.argv[3]), start: behaviour });
