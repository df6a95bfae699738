import { describe } from '@jest/globals';
import type { OpenFixture, StoreFixture } from './contract/fixture.ts';
import { describeGrams } from './contract/grams.ts';
import { describeLifetime } from './contract/lifetime.ts';
import { describeChanges } from './contract/changes.ts';
import { describeLog } from './contract/log.ts';
import { describePartitions } from './contract/partitions.ts';
import { describePrivateValues } from './contract/private-values.ts';
import { describeProjections } from './contract/projections.ts';
import { describeRecords } from './contract/records.ts';
import { describeScan } from './contract/scan.ts';

export type { OpenFixture, StoreFixture };

/** The suite that every driver passes: all that store.ts promises. `open` makes a store that nobody else uses. */
export function describeStore(name: string, open: OpenFixture): void {
  describe(`${name} store`, () => {
    describeLog(open);
    describeProjections(open);
    describeScan(open);
    describeChanges(open);
    describeGrams(open);
    describePrivateValues(open);
    describeRecords(open);
    describePartitions(open);
    describeLifetime(open);
  });
}
