import { expect, test } from '@jest/globals';
import { eventPayload } from './event-payload.ts';
import { productDeclarations } from './read/product-declarations.ts';

const { events, kinds } = productDeclarations();
const state = { externalId: 'S-1', experimentId: 7, donorSource: 'private' };

function payloadOf(name: string, changedFields: readonly string[]): unknown {
  const event = events.get(name);
  const kind = kinds.get('sample');
  if (event === undefined || kind === undefined) throw new Error(`no ${name}`);
  return eventPayload(event, { kind, id: 901, state, changedFields });
}

test('says little of what was created, in wire names', () => {
  expect(payloadOf('sample.created', ['externalId'])).toEqual({ sample_id: 901, external_id: 'S-1', experiment_id: 7 });
});

test('names the fields that an update changed, but not those that every change touches', () => {
  expect(payloadOf('sample.updated', ['prepNotes', 'customFields', 'version', 'updatedAt'])).toEqual({
    sample_id: 901,
    external_id: 'S-1',
    experiment_id: 7,
    changed_fields: ['prep_notes', 'custom_fields'],
  });
});
