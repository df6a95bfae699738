export { connectNats } from './nats/bus.ts';
export type { NatsSettings } from './nats/bus.ts';
export { defaultStream } from './nats/stream.ts';
export type { StreamSettings } from './nats/stream.ts';
