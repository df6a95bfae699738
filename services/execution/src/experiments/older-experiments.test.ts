import { expect, test } from '@jest/globals';
import { recordLab } from '../records/record-lab.ts';

/** An experiment as the first release wrote it. */
const commit = {
  entries: [
    {
      action: 'CreateExperiment',
      credential: { method: 'key', id: 'k1' },
      source: '127.0.0.1',
      requestId: 'request-1',
      traceId: 'trace-1',
      changes: [
        {
          kind: 'experiment',
          schema: 1,
          id: 1,
          version: 1,
          verb: 'created',
          before: null,
          after: {
            id: 1,
            externalId: 'E-1',
            name: 'Season',
            code: 'teste-0001',
            status: 'registered',
            version: 1,
            createdAt: '2026-01-01T00:00:00.000Z',
            updatedAt: '2026-01-01T00:00:00.000Z',
          },
          names: [{ space: 'experiment.external_id', name: 'E-1', id: 1 }],
        },
      ],
    },
  ],
};

test('an experiment of the first release reads like one of today that has no custom fields', async () => {
  const laboratory = recordLab();
  const row = { org: 1, seq: 1, at: Date.parse('2026-01-01T00:00:00Z'), nonce: 'n', body: JSON.stringify(commit) };
  const nothing = { entities: [], names: [], answers: [], counters: [], grams: [] };
  await laboratory.store.append(row, nothing, []);

  const [change] = (await laboratory.log()).flatMap(({ entries }) => entries.flatMap(({ changes }) => changes));

  expect(change).toMatchObject({ schema: 2, before: null, after: { externalId: 'E-1', customFields: [] } });
});
