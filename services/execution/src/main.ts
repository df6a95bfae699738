import { remoteVerifier, runService } from '@benchline/service';
import { openChannels } from '@benchline/service/channels';
import { settings } from './config.ts';
import { executionName, executionShape, startExecution } from './service.ts';

await runService({
  name: executionName,
  shape: executionShape,
  settings,
  start: (config, drivers) => {
    const { channels, close } = openChannels(config, ['identity']);
    const verify = remoteVerifier(channels.identity, config, drivers);
    const execution = startExecution(config, { ...drivers, verify });
    return {
      served: execution.served,
      stop: async () => {
        await execution.stop();
        await close();
      },
    };
  },
});
