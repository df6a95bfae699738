import { combineSettings, defineSettings } from '@benchline/config';
import { serviceSettings } from '@benchline/service';
import { addressSettings } from '@benchline/service/addresses';

/** Every setting of the audit as a process of its own: what every service reads, and where the services are that it follows. */
export const settings = combineSettings(
  serviceSettings,
  defineSettings({
    executionAddresses: addressSettings.executionAddresses,
    identityAddresses: addressSettings.identityAddresses,
  }),
);
