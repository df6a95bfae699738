import type { ValuesOf } from '@benchline/config';
import { ConfigError } from '@benchline/config';
import type { Channel } from '@benchline/rpc';
import { grpcChannel } from '@benchline/rpc/grpc';
import type { addressSettings } from './addresses.ts';

type Addresses = ValuesOf<typeof addressSettings>;
export type CalledService = 'execution' | 'identity' | 'audit';

export interface OpenChannels<Service extends CalledService> {
  readonly channels: Readonly<Record<Service, Channel>>;
  readonly close: () => Promise<void>;
}

/** gRPC to these services. @throws {ConfigError} that names the setting of each that has no address. */
export function openChannels<Service extends CalledService>(
  config: Pick<Addresses, `${Service}Addresses`>,
  services: readonly Service[],
): OpenChannels<Service> {
  const [all, asked]: [Partial<Addresses>, readonly CalledService[]] = [config, services];
  const missing = asked.filter((service) => all[`${service}Addresses`] === undefined);
  if (missing.length > 0) {
    throw new ConfigError(
      missing.map((service) => ({ name: `BENCHLINE_${service.toUpperCase()}_ADDRESS`, problem: 'is required' })),
    );
  }
  const opened = asked.map(
    (service) => [service, grpcChannel({ addresses: all[`${service}Addresses`] ?? [] })] as const,
  );
  return {
    channels: Object.fromEntries(opened) as Record<Service, Channel>, // one of each of `services`
    close: async () => {
      await Promise.all(opened.map(([, channel]) => channel.close()));
    },
  };
}
