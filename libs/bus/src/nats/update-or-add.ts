import type { StreamAPI, StreamConfig, StreamInfo } from '@nats-io/jetstream';
import { JetStreamApiError } from '@nats-io/jetstream';

export type NamedStream = Partial<StreamConfig> & Pick<StreamConfig, 'name'>;

const streamNotFound = 10059;

/** Brings a stream to its settings, and makes it, with those of `made` too, where there is none. What is in it stays. */
export async function updateOrAdd(
  streams: StreamAPI,
  { name, ...wanted }: NamedStream,
  made: Partial<StreamConfig> = {},
): Promise<StreamInfo> {
  try {
    return await streams.update(name, wanted);
  } catch (error) {
    if (!(error instanceof JetStreamApiError) || error.code !== streamNotFound) throw error;
    return streams.add({ name, ...made, ...wanted });
  }
}
