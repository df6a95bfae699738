/** Runs a MongoDB wire and a NATS server until it is stopped, and prints the settings that name them. */
import { startMongo, startNats } from '@benchline/testing/servers';

const [mongo, nats] = await Promise.all([startMongo(), startNats()]);
console.log(`MONGODB_URL=${mongo.url}`);
console.log(`NATS_URL=${nats.url}`);

const stopping = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => {
    stopping.abort();
  });
}
// A server child alone doesn't keep us here for its pipes may close; this does, until we are told to stop.
const staying = setInterval(() => undefined, 60_000);
stopping.signal.addEventListener('abort', () => {
  clearInterval(staying);
  void Promise.all([mongo[Symbol.asyncDispose](), nats[Symbol.asyncDispose]()]);
});
