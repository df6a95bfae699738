import type { ValuesOf } from '@benchline/config';
import { ConfigError } from '@benchline/config';
import { grpcChannel } from '@benchline/rpc/grpc';
import { remoteFeed } from '@benchline/runtime';
import { ownContext, runService, withVerifier } from '@benchline/service';
import { settings } from './config.ts';
import { remoteNames } from './entries/actor-names.ts';
import { auditName, auditShape, startAudit } from './service.ts';

const feedWithinMs = 10_000;

await runService({
  name: auditName,
  shape: auditShape,
  settings,
  start: async (config, drivers) => {
    const { execution, identity } = addressesOf(config);
    const channels = {
      execution: grpcChannel({ addresses: execution }),
      identity: grpcChannel({ addresses: identity }),
    };
    const feeds = Object.fromEntries(
      Object.entries(channels).map(([followed, channel]) => [
        followed,
        remoteFeed(channel, () => ownContext(drivers, feedWithinMs)),
      ]),
    );
    const nameActors = remoteNames(channels.identity, drivers.tokens);
    const audit = await withVerifier(config, { ...drivers, feeds, nameActors }, (all) => startAudit(config, all));
    return {
      served: audit.served,
      stop: async () => {
        await audit.stop();
        await Promise.all(Object.values(channels).map((channel) => channel.close()));
      },
    };
  },
});

/** Where the services are whose logs are followed. @throws {ConfigError} for each without an address. */
function addressesOf({ executionAddresses: execution, identityAddresses: identity }: ValuesOf<typeof settings>) {
  if (execution !== undefined && identity !== undefined) return { execution, identity };
  const missing = Object.entries({ execution, identity }).filter(([, addresses]) => addresses === undefined);
  throw new ConfigError(
    missing.map(([service]) => ({ name: `BENCHLINE_${service.toUpperCase()}_ADDRESS`, problem: 'is required' })),
  );
}
