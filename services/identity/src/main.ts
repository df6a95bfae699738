import process from 'node:process';
import { checkSealingKey, openSealer, runService } from '@benchline/service';
import { settings } from './config.ts';
import { identityName, identityShape, startIdentity } from './service.ts';

await runService({
  name: identityName,
  shape: identityShape,
  settings,
  check: checkSealingKey,
  start: async (config, drivers) => {
    const identity = await startIdentity(config, { ...drivers, sealer: await openSealer(config) });
    const link = identity.firstOwnerLink?.();
    // Printed, not logged: logs are kept and sent elsewhere, and this is for whoever starts it.
    if (link !== undefined) process.stdout.write(`Nobody owns this yet. Open once, and become the owner: ${link}\n`);
    return identity;
  },
});
