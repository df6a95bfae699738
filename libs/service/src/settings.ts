import { combineSettings, defineSettings, durationMs, integer, secretText, text } from '@benchline/config';
import { telemetrySettings } from '@benchline/telemetry';
import { busSettings } from './open-bus.ts';
import { trustSettings } from './trust.ts';

const recordSettings = defineSettings({
  dataDir: text('BENCHLINE_DATA_DIR', {
    default: './data',
    maxLength: 4096,
    description: 'The folder of everything that the embedded engines keep.',
  }),
  mongodbUrl: secretText('MONGODB_URL', {
    optional: true,
    pattern: /^mongodb(\+srv)?:\/\//,
    expected: 'must begin with mongodb:// or mongodb+srv://',
    description: 'The MongoDB that keeps the records; unset, they are kept in the data folder.',
  }),
  mongodbDatabasePrefix: text('BENCHLINE_MONGODB_DATABASE_PREFIX', {
    default: 'benchline',
    maxLength: 30,
    pattern: /^[a-z][a-z0-9_]*$/,
    expected: 'must be lower-case letters, digits and underscores',
    description: 'What the name of each service’s database begins with.',
  }),
  followEveryMs: durationMs('BENCHLINE_FOLLOW_EVERY_MS', {
    default: 1_000,
    min: 10,
    description: 'How often logs are looked over for what no message told.',
  }),
  sweepEveryMs: durationMs('BENCHLINE_SWEEP_EVERY_MS', {
    default: 60_000,
    min: 100,
    description: 'How often what has expired is removed.',
  }),
});

/** Where records and messages go: the real engines where they are named, else the embedded ones. */
export const engineSettings = combineSettings(recordSettings, busSettings);

/** Where a service that runs as a process of its own answers gRPC. */
export const grpcSettings = defineSettings({
  grpcHost: text('BENCHLINE_GRPC_HOST', {
    default: '127.0.0.1',
    maxLength: 255,
    description: 'The address that gRPC is answered on.',
  }),
  grpcPort: integer('BENCHLINE_GRPC_PORT', {
    default: 9090,
    min: 0,
    max: 65_535,
    description: 'The port that gRPC is answered on; 0 picks a free one.',
  }),
});

/** What every service reads that runs as a process of its own. */
export const serviceSettings = combineSettings(engineSettings, grpcSettings, telemetrySettings, trustSettings);
