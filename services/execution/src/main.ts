import { runService } from '@benchline/service';
import { settings } from './config.ts';
import { executionName, executionShape, startExecution } from './service.ts';

await runService({
  name: executionName,
  version: '0.1.0',
  shape: executionShape,
  settings,
  start: startExecution,
});
