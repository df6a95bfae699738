import { afterAll, describe, expect, test } from '@jest/globals';
import { describeWithOwnServer, eventually } from '@benchline/testing';
import { startOwnEngines, type OwnEngines } from '../harness/engines.ts';
import { describeShape, type LabOf } from '../harness/every-shape.ts';
import { startOneProcess, startProcesses } from '../harness/shapes.ts';
import { newExperiment, newSample, onceOnly } from './lab-records.ts';

/** How long a part may take to be noticed as back. */
const backTimeoutMs = 25_000;

function worksAgain(work: () => Promise<{ readonly status: number }>): Promise<true> {
  return eventually(async () => (await work()).status < 300, {
    timeoutMs: backTimeoutMs,
    intervalMs: 100,
    what: 'the product working again',
  });
}

describeShape(
  'one process that was killed',
  () => startOneProcess(),
  (lab) => {
    // @req idempotency.crash
    test('comes back with all that was acknowledged', async () => {
      const { product, client } = lab();
      const { id } = await newExperiment(client);
      const key = onceOnly();
      const body = { external_id: 'S-1', experiment_id: id };
      const made = await client.post('/samples', body, key);

      await product.kill('standalone');
      await product.restart('standalone');

      const again = await client.post('/samples', body, key);
      expect(again).toMatchObject({ status: 201, text: made.text });
      expect(again.headers.get('idempotency-replayed')).toBe('true');
      expect(await newSample(client, { external_id: 'S-2', experiment_id: id })).toMatchObject({ id: 2 });
    });
  },
);

describeWithOwnServer('mongodb', 'a part that is away and comes back', () => {
  let engines: OwnEngines | undefined;
  describe.each([1, 2] as const)('behind it %i replicas', (replicas) => {
    describeShape(
      'over NATS and the MongoDB wire',
      async () => {
        engines = await startOwnEngines();
        return startProcesses({ engines, replicas });
      },
      (lab) => {
        tellOfAbsence(lab, replicas);
      },
    );
    afterAll(async () => {
      await engines?.[Symbol.asyncDispose]();
    });
  });
});

function tellOfAbsence(lab: LabOf, replicas: 1 | 2): void {
  // @req service.outage, errors.unavailable
  test('the store: 503 meanwhile, and the same call finds its work to do or done', async () => {
    const { product, client } = lab();
    const { id } = await newExperiment(client);
    const body = { external_id: 'S-1', experiment_id: id };
    const key = onceOnly();

    await product.kill('mongodb');
    const write = await client.post('/samples', body, key);
    const read = await client.get(`/experiments/${id}`);
    await product.restart('mongodb');
    await worksAgain(() => client.post('/samples', body, key));

    for (const answer of [write, read]) {
      expect(answer).toMatchObject({ status: 503, body: { detail: 'unavailable' } });
      expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0);
    }
    expect((await client.get(`/samples?experiment_id=${id}`)).body).toMatchObject({ items: [body] });
  });

  test('the bus: writes go on, and the audit hears of them', async () => {
    const { product, client } = lab();
    const { id: experiment_id } = await newExperiment(client);

    await product.kill('nats');
    const { id } = await newSample(client, { external_id: 'S-1', experiment_id });
    await worksAgain(async () => {
      const { body } = await client.get<{ items: unknown[] }>(`/api/v1/audit?entity=sample%2F${id}`);
      return { status: body.items.length === 1 ? 200 : 404 };
    });
    await product.restart('nats');

    expect(await newSample(client, { external_id: 'S-2', experiment_id })).toMatchObject({ id: id + 1 });
  });

  // @req service.outage
  test('a service: 503 meanwhile, then it works again', async () => {
    const { product, client } = lab();
    const { id } = await newExperiment(client);
    const executions = product.processes.filter((name) => name.startsWith('execution'));

    for (const name of executions) await product.kill(name);
    const write = await client.post('/samples', { external_id: 'S-1', experiment_id: id });
    for (const name of executions) await product.restart(name);
    await worksAgain(() => client.get(`/experiments/${id}`));

    expect(executions).toHaveLength(replicas);
    expect(write).toMatchObject({ status: 503, body: { detail: 'unavailable' } });
    expect(Number(write.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(await newSample(client, { external_id: 'S-1', experiment_id: id })).toMatchObject({ version: 1 });
  });
}
