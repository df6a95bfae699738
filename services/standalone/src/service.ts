import { randomBytes } from 'node:crypto';
import type { Declarations } from '@benchline/actions';
import { auditName, auditShape, remoteNames, startAudit } from '@benchline/audit';
import type { ValuesOf } from '@benchline/config';
import { checkRobots, executionName, executionShape, startExecution } from '@benchline/execution';
import type { Gateway } from '@benchline/gateway';
import { startGateway } from '@benchline/gateway';
import { checkRequestDeadline, identityName, identityShape, startIdentity } from '@benchline/identity';
import { serviceTokens } from '@benchline/principal';
import type { InProcessServer, Served } from '@benchline/rpc';
import { inProcessServer } from '@benchline/rpc';
import { ownFeed } from '@benchline/runtime';
import { openBus, openSealer, openStore } from '@benchline/service';
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
  /** What makes the first owner, where there is none and no setting names one. It works once. */
  readonly firstOwnerLink: string | undefined;
  stop(): Promise<void>;
}

/** All services in one process: the same code, called directly. Each keeps its own records. */
export async function startStandalone(config: StandaloneConfig, base: StandaloneDrivers): Promise<Standalone> {
  checkRequestDeadline(config);
  checkRobots(config);
  const { logger } = base;
  const bus = await openBus(config, 'standalone', logger);
  const stores = {
    identity: await openStore(config, { service: identityName, shape: identityShape }, logger),
    execution: await openStore(config, { service: executionName, shape: executionShape }, logger),
    audit: await openStore(config, { service: auditName, shape: auditShape }, logger),
  };
  const clock = Date.now;
  // Nobody outside of this process has to know it.
  const serviceSecret = randomBytes(32).toString('base64url');
  const tokens = serviceTokens({ service: 'standalone', secret: serviceSecret, clock });
  const common = { ...base, bus, clock, tokens };
  const place = { url: `http://${config.host}:${String(config.port)}` };
  const identity = await startIdentity(
    { ...config, serviceSecret },
    { ...common, store: stores.identity, sealer: await openSealer(config), publicUrl: () => place.url },
  );
  const drivers = { ...common, verify: identity.verify };
  const feeds = { [executionName]: ownFeed(stores.execution), [identityName]: ownFeed(stores.identity) };
  const identityDoor = doorOf(identity);
  const asked = { ...drivers, identity: identityDoor.channel() };
  const execution = startExecution(config, { ...asked, store: stores.execution });
  const nameActors = remoteNames(identityDoor.channel(), tokens);
  const audit = startAudit(config, { ...drivers, store: stores.audit, feeds, nameActors });

  const doors = { [identityName]: identityDoor, [executionName]: doorOf(execution), [auditName]: doorOf(audit) };
  const channels = Object.fromEntries(Object.entries(doors).map(([name, door]) => [name, door.channel()]));
  const gateway = await startGateway(config, { ...base, bus, tokens, channels });
  place.url = gateway.url;

  return {
    gateway,
    firstOwnerLink: identity.firstOwnerLink?.(),
    stop: async () => {
      await gateway.stop();
      await Promise.all(Object.values(doors).map((door) => door.close()));
      await execution.stop();
      await audit.stop();
      await identity.stop();
      await bus.close();
      await Promise.all(Object.values(stores).map((store) => store.close()));
    },
  };
}

/** A service's own door, as it has one behind gRPC. */
function doorOf({ served }: { readonly served: readonly Served[] }): InProcessServer {
  const server = inProcessServer();
  server.add(served);
  return server;
}
