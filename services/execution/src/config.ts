import { combineSettings, defineSettings } from '@benchline/config';
import { serviceSettings } from '@benchline/service';
import { addressSettings } from '@benchline/service/addresses';

/** Every setting of execution as a process of its own: what every service reads, and where identity is. */
export const settings = combineSettings(
  serviceSettings,
  defineSettings({ identityAddresses: addressSettings.identityAddresses }),
);
