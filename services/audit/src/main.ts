import { ConfigError } from '@benchline/config';
import { grpcChannel } from '@benchline/rpc/grpc';
import { remoteFeed } from '@benchline/runtime';
import { ownContext, runService } from '@benchline/service';
import { settings } from './config.ts';
import { auditName, auditShape, startAudit } from './service.ts';

const feedWithinMs = 10_000;

await runService({
  name: auditName,
  version: '0.1.0',
  shape: auditShape,
  settings,
  start: (config, drivers) => {
    if (config.executionAddresses === undefined) {
      throw new ConfigError([{ name: 'BENCHLINE_EXECUTION_ADDRESS', problem: 'is required' }]);
    }
    const channel = grpcChannel({ addresses: config.executionAddresses });
    const feeds = { execution: remoteFeed(channel, () => ownContext(drivers.clock, feedWithinMs)) };
    const audit = startAudit(config, { ...drivers, feeds });
    return {
      served: audit.served,
      stop: async () => {
        await audit.stop();
        await channel.close();
      },
    };
  },
});
