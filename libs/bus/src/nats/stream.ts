import { jetstreamManager, RetentionPolicy, StorageType } from '@nats-io/jetstream';
import type { NatsConnection } from '@nats-io/transport-node';
import { updateOrAdd } from './update-or-add.ts';

/** The stream that events are kept in. All services that share it name the same settings; the last to connect decides. */
export interface StreamSettings {
  readonly name?: string;
  readonly subjects?: readonly string[];
  readonly ageHoursMax?: number;
  readonly bytesMax?: number;
  /** Servers that keep a copy: 3 in a cluster. */
  readonly replicas?: number;
}

export const defaultStream = {
  name: 'benchline_events',
  subjects: ['lab.*.evt.>'],
  ageHoursMax: 7 * 24,
  bytesMax: 1024 ** 3,
  replicas: 1,
} as const satisfies StreamSettings;

const duplicateWindowMs = 120_000;

/**
 * Creates the stream, or brings the existing one to these settings; the events in it stay. Says whether it takes atomic batches: a server
 * before 2.12 knows of none, and leaves the wish for them out of its answer.
 */
export async function ensureStream(
  connection: NatsConnection,
  settings: StreamSettings,
  timeoutMs: number,
): Promise<boolean> {
  const { streams } = await jetstreamManager(connection, { timeout: timeoutMs, checkAPI: false });
  const made = { storage: StorageType.File, retention: RetentionPolicy.Limits };
  const { config } = await updateOrAdd(streams, configOf({ ...defaultStream, ...settings }), made);
  return config.allow_atomic === true;
}

function configOf(settings: Required<StreamSettings>) {
  return {
    name: settings.name,
    subjects: [...settings.subjects],
    max_age: settings.ageHoursMax * 3_600 * 1e9,
    max_bytes: settings.bytesMax,
    num_replicas: settings.replicas,
    duplicate_window: duplicateWindowMs * 1e6,
    allow_atomic: true,
  };
}
