import type { AccessEvent } from '@benchline/proto/benchline/identity/v1/records.ts';
import { defineKind } from '@benchline/runtime';

/** That somebody came in, left, or was refused: in the partition of the organization, or of the platform where none is known. */
export const accessEventKind = defineKind<AccessEvent>({ name: 'access_event' });
