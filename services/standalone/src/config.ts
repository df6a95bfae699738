import { combineSettings } from '@benchline/config';
import { edgeSettings } from '@benchline/gateway';
import { executionSettings } from '@benchline/execution';
import { identitySettings } from '@benchline/identity';
import { engineSettings, sealingSettings } from '@benchline/service';
import { telemetrySettings } from '@benchline/telemetry';

/** Every setting of the whole in one process. */
export const settings = combineSettings(
  edgeSettings,
  identitySettings,
  executionSettings,
  engineSettings,
  sealingSettings,
  telemetrySettings,
);
