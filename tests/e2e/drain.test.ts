import { expect, test } from '@jest/globals';
import { eventually } from '@benchline/testing';
import { integrations } from '../harness/client.ts';
import { describeInEveryShape } from '../harness/every-shape.ts';
import { rawConnection, refusesConnections } from '../harness/raw-connection.ts';
import { createPatiently, inTheBackground } from './background-creates.ts';
import { newExperiment } from './lab-records.ts';

describeInEveryShape('an orderly end', (lab, shape) => {
  const front = shape === 'one-process' ? 'standalone' : 'gateway';

  // @req service.drain
  test('lets a request that is under way end, takes no new one, and starts again with all that was there', async () => {
    const { product, client } = lab();
    const { id } = await newExperiment(client);
    const body = JSON.stringify({ external_id: 'S-1', experiment_id: id });
    using connection = await rawConnection(product.url);
    connection.write(
      [
        `POST ${integrations}/samples HTTP/1.1`,
        'Host: localhost',
        `x-api-key: ${product.key}`,
        'Content-Type: application/json',
        `Content-Length: ${Buffer.byteLength(body)}`,
        'Expect: 100-continue',
        '\r\n',
      ].join('\r\n'),
    );
    await connection.until('100 Continue');

    const ended = product.terminate(front);
    await eventually(() => refusesConnections(product.url), { timeoutMs: 10_000, what: 'the door being closed' });
    connection.write(body);
    const answer = await connection.until('"external_id":"S-1"');

    expect(answer).toContain('HTTP/1.1 201 Created');
    expect(await ended).toBe(0);
    await product.restart(front);
    const found = await client.get(`/samples/by-external/S-1?experiment_id=${id}`);
    expect(found.status).toBe(200);
  });

  // @req e2e.replicas
  test('of any process, one after the other, costs callers who repeat nothing', async () => {
    const { product, client } = lab();
    const { id } = await newExperiment(client);
    await using background = inTheBackground((number) => createPatiently(client, id, number));

    for (const name of product.processes) {
      await background.progress(20);
      expect(await product.terminate(name)).toBe(0);
      await product.restart(name);
    }
    await background.progress(20);
    const made = await background.stop();

    const ids = made.map((sample) => sample.id).sort((a, b) => a - b);
    expect(ids).toEqual(ids.map((_, index) => (ids[0] ?? 0) + index));
  });
});
