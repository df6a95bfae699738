import { remoteVerifier, runService } from '@benchline/service';
import { openChannels } from '@benchline/service/channels';
import { checkRobots, settings } from './config.ts';
import { executionName, executionShape, startExecution } from './service.ts';

await runService({
  name: executionName,
  shape: executionShape,
  settings,
  check: checkRobots,
  start: (config, drivers) => {
    const { channels, close } = openChannels(config, ['identity']);
    const verify = remoteVerifier(channels.identity, config, drivers);
    const execution = startExecution(config, { ...drivers, verify, identity: channels.identity });
    return {
      served: execution.served,
      stop: async () => {
        await execution.stop();
        await close();
      },
    };
  },
});
