import { remoteFeed } from '@benchline/runtime';
import { ownContext, remoteVerifier, runService } from '@benchline/service';
import { openChannels } from '@benchline/service/channels';
import { settings } from './config.ts';
import { remoteNames } from './entries/actor-names.ts';
import { auditName, auditShape, startAudit } from './service.ts';

const feedWithinMs = 10_000;

await runService({
  name: auditName,
  shape: auditShape,
  settings,
  start: (config, drivers) => {
    const { channels, close } = openChannels(config, ['execution', 'identity']);
    const feeds = Object.fromEntries(
      Object.entries(channels).map(([followed, channel]) => [
        followed,
        remoteFeed(channel, () => ownContext(drivers, feedWithinMs)),
      ]),
    );
    const verify = remoteVerifier(channels.identity, config, drivers);
    const nameActors = remoteNames(channels.identity, drivers.tokens);
    const audit = startAudit(config, { ...drivers, verify, feeds, nameActors });
    return {
      served: audit.served,
      stop: async () => {
        await audit.stop();
        await close();
      },
    };
  },
});
