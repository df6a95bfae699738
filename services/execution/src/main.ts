import { runService, withVerifier } from '@benchline/service';
import { settings } from './config.ts';
import { executionName, executionShape, startExecution } from './service.ts';

await runService({
  name: executionName,
  shape: executionShape,
  settings,
  start: (config, drivers) => withVerifier(config, drivers, (all) => startExecution(config, all)),
});
