import { expect, test } from '@jest/globals';
import { Ajv2020 } from 'ajv/dist/2020.js';
import type { Answer, Client } from '../harness/client.ts';
import { describeShape } from '../harness/every-shape.ts';
import { startOneProcess } from '../harness/shapes.ts';
import {
  examplePath,
  exampleIn,
  exampleQueries,
  operationsOn,
  readDocument,
  type ApiDocument,
  type Placed,
} from './api-document.ts';

/** Parents first. */
const collections = { projects: { name: 'start' }, experiments: { name: 'start' }, samples: { experiment_id: 1 } };
/** The examples name records by the id 17, which their own creates make. */
const before = 16;
/** The ends of a record's life come last, when nothing needs it any more. */
const ends = ['/external-id', '/archive'];

/** Equal but for the clock, and the name of the organization in codes. */
function settled(value: unknown): unknown {
  const text = JSON.stringify(value, (key, one: unknown) => (key.endsWith('_at') && one !== null ? 'time' : one));
  return JSON.parse(text.replace(/"[a-z0-9]{1,4}([pe]-\d{4,})"/g, '"code$1"'));
}

/** The rows of a bulk's example are those of the single create, so it is only tried, and before that. */
function isTried({ method, path }: Placed): boolean {
  return method === 'POST' && path.endsWith('/bulk');
}

/** Tries, creates, reads, changes. */
function rank(placed: Placed): number {
  if (isTried(placed)) return 0;
  const order = ['POST', 'GET', 'PATCH'];
  return 1 + order.indexOf(placed.method);
}

/** Refuses what the document's own schema of an answer doesn't fit. */
function answerChecker({ components }: ApiDocument) {
  const ajv = new Ajv2020({ strict: false, validateFormats: false });
  return ({ operation }: Placed, status: number, body: unknown): unknown => {
    const schema = operation.responses[status]?.content?.['application/json']?.schema;
    if (schema === undefined) return `${String(status)} has no schema`;
    const fits = ajv.compile({ ...schema, components });
    return fits(body) ? undefined : fits.errors;
  };
}

async function fill(client: Client, collection: string, fields: object): Promise<void> {
  const items = Array.from({ length: before }, (_, index) => ({ external_id: `start-${String(index)}`, ...fields }));
  expect(await client.post(`/${collection}/bulk`, { items })).toMatchObject({ body: { failed: 0 } });
}

async function replay(client: Client, placed: Placed): Promise<Answer> {
  const { method, operation } = placed;
  const body = exampleIn(operation.requestBody);
  return client.send({
    method,
    path: examplePath(placed) + (isTried(placed) ? '?dry_run=true' : ''),
    ...(body !== undefined && { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
  });
}

const start = (): ReturnType<typeof startOneProcess> => startOneProcess();

describeShape('the examples of the document', start, (lab) => {
  // @req openapi.honest
  test('are answered as it says, from the first record to the last', async () => {
    const { client } = lab();
    const document = await readDocument(client);
    const misfit = answerChecker(document);

    const holds = async (placed: Placed): Promise<void> => {
      const { operationId: what, responses } = placed.operation;
      const statuses = Object.keys(responses).filter((status) => status < '300');
      const answer = await replay(client, placed);
      expect([what, String(answer.status), answer.body]).toEqual([what, statuses.at(-1), answer.body]);
      expect([what, misfit(placed, answer.status, answer.body)]).toEqual([what, undefined]);
      if (isTried(placed) || answer.status === 201) {
        expect([what, settled(answer.body)]).toEqual([what, settled(exampleIn(responses[answer.status]))]);
      }
    };
    const isEnd = ({ path }: Placed) => ends.some((end) => path.endsWith(end));

    for (const [collection, fields] of Object.entries(collections)) {
      await fill(client, collection, fields);
      const operations = operationsOn(document, collection).filter((placed) => !isEnd(placed));
      expect(operations.length).toBeGreaterThan(6);
      for (const placed of operations.toSorted((one, other) => rank(one) - rank(other))) await holds(placed);
    }
    for (const collection of Object.keys(collections).toReversed()) {
      const operations = operationsOn(document, collection);
      for (const placed of ends.flatMap((end) => operations.filter(({ path }) => path.endsWith(end))))
        await holds(placed);
    }
  });

  test('of filters are taken, each by itself', async () => {
    const { client } = lab();
    const document = await readDocument(client);

    for (const collection of Object.keys(collections)) {
      const list = operationsOn(document, collection).find(
        ({ method, path }) => method === 'GET' && path === `/${collection}`,
      );
      for (const query of exampleQueries(list?.operation.parameters ?? [])) {
        const { status, body } = await client.get(`/${collection}?${query}`);
        expect([collection, query, status, body]).toEqual([collection, query, 200, expect.anything()]);
      }
    }
  });
});
