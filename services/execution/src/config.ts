import { choice, combineSettings, ConfigError, defineSettings, integer } from '@benchline/config';
import { serviceSettings } from '@benchline/service';
import { addressSettings } from '@benchline/service/addresses';

/** What execution reads wherever it runs. */
export const executionSettings = defineSettings({
  robots: choice('BENCHLINE_ROBOTS', {
    values: ['off', 'on'],
    default: 'off',
    description:
      'Whether commands of robots are taken from NATS. The server has to be set up for it (`deploy/nats`): it must let in nobody whom identity doesn’t know.',
  }),
  robotCommandBytesMax: integer('BENCHLINE_ROBOTS_COMMAND_BYTES_MAX', {
    default: 1_073_741_824,
    min: 1_048_576,
    description:
      'Bytes of commands that may wait in the stream; a robot that sends more is refused by the NATS server.',
  }),
  robotStreamReplicas: integer('BENCHLINE_ROBOTS_STREAM_REPLICAS', {
    default: 1,
    min: 1,
    max: 5,
    description: 'NATS servers that keep a copy of the commands: 3 in a cluster.',
  }),
});

/** Every setting of execution as a process of its own: what every service reads, and where identity is. */
export const settings = combineSettings(
  serviceSettings,
  defineSettings({ identityAddresses: addressSettings.identityAddresses }),
  executionSettings,
);

interface RobotsSettings {
  readonly robots: 'off' | 'on';
  readonly natsUrl?: string | undefined;
}

/** @throws {ConfigError} when robots are wanted and there is no NATS that brings their commands. */
export function checkRobots({ robots, natsUrl }: RobotsSettings): void {
  if (robots === 'off' || natsUrl !== undefined) return;
  throw new ConfigError([{ name: 'NATS_URL', problem: 'is required where BENCHLINE_ROBOTS is on' }]);
}
