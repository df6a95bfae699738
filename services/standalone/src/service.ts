import type { Declarations } from '@benchline/actions';
import { auditName, auditShape, startAudit } from '@benchline/audit';
import type { ValuesOf } from '@benchline/config';
import { executionName, executionShape, startExecution } from '@benchline/execution';
import type { Gateway } from '@benchline/gateway';
import { startGateway } from '@benchline/gateway';
import { inProcessServer } from '@benchline/rpc';
import { ownFeed } from '@benchline/runtime';
import { openBus, openStore } from '@benchline/service';
import type { Logger, Meter } from '@benchline/telemetry';
import type { settings } from './config.ts';

export type StandaloneConfig = ValuesOf<typeof settings>;

export interface StandaloneDrivers {
  readonly declarations: Declarations;
  readonly logger: Logger;
  readonly meter: Meter;
}

export interface Standalone {
  readonly gateway: Gateway;
  stop(): Promise<void>;
}

/** All services in one process: the same code, called directly. Each keeps its own records. */
export async function startStandalone(config: StandaloneConfig, base: StandaloneDrivers): Promise<Standalone> {
  const { declarations, logger, meter } = base;
  const bus = await openBus(config, 'standalone', logger);
  const stores = {
    execution: await openStore(config, { service: executionName, shape: executionShape }),
    audit: await openStore(config, { service: auditName, shape: auditShape }),
  };
  const drivers = { bus, declarations, logger, meter, clock: Date.now };
  const execution = startExecution(config, { ...drivers, store: stores.execution });
  const feeds = { [executionName]: ownFeed(stores.execution) };
  const audit = startAudit(config, { ...drivers, store: stores.audit, feeds });

  // Each service has a door of its own, as it has behind gRPC.
  const servers = { execution: inProcessServer(), audit: inProcessServer() };
  servers.execution.add(execution.served);
  servers.audit.add(audit.served);
  const channels = { [executionName]: servers.execution.channel(), [auditName]: servers.audit.channel() };
  const gateway = await startGateway(config, { channels, declarations, logger, meter });

  return {
    gateway,
    stop: async () => {
      await gateway.stop();
      await Promise.all([servers.execution.close(), servers.audit.close()]);
      await execution.stop();
      await audit.stop();
      await bus.close();
      await stores.audit.close();
      await stores.execution.close();
    },
  };
}
