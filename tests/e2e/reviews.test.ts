import { expect, test } from '@jest/globals';
import { made } from '../harness/administration.ts';
import { describeInEveryShape } from '../harness/every-shape.ts';
import type { Experiment, Sample } from '../harness/wire.ts';

describeInEveryShape('what people decide', (lab) => {
  // @req states.experiment, states.not-allowed
  test('an experiment moves on, back from analysis, and out of a last state no more', async () => {
    const { client, people } = lab();
    const { id } = made(await client.post<Experiment>('/experiments', { external_id: 'moves', name: 'moves' }), 201);
    const move = (status: string) => people.post(`/api/v1/experiments/${String(id)}/transition`, { status });
    const way = [
      ...['library_prep', 'sequencing', 'fastq_uploaded', 'processing', 'pipeline_complete', 'analysis'],
      ...['processing', 'pipeline_complete', 'reviewed', 'analysis', 'complete'],
    ];

    const skipped = await move('sequencing');
    const moved: unknown[] = [];
    for (const status of way) moved.push(made(await move(status), 200)['status']);
    const over = await move('cancelled');

    expect(skipped).toMatchObject({ status: 409, body: { detail: 'transition_not_allowed' } });
    expect(skipped.body['allowed']).toEqual(expect.arrayContaining(['library_prep', 'cancelled']));
    expect(moved).toEqual(way);
    expect(over).toMatchObject({ status: 409, body: { detail: 'transition_not_allowed', allowed: [] } });
  });

  // @req states.sample, qc.review
  test('a sample is reviewed and moves, and the version that was looked at can be required', async () => {
    const { client, people } = lab();
    const { id } = made(await client.post<Experiment>('/experiments', { external_id: 'QC', name: 'QC' }), 201);
    const sample = made(await client.post<Sample>('/samples', { external_id: 'S-1', experiment_id: id }), 201);
    const path = `/api/v1/samples/${String(sample.id)}`;
    const review = { qc_status: 'warning', reason: 'a smear in lane 3' };

    const reviewed = made(await people.post<Sample>(`${path}/qc-review`, review, { 'if-match': '"1"' }), 200);
    const late = await people.post(`${path}/qc-review`, review, { 'if-match': '"1"' });
    const moved = made(await people.post<Sample>(`${path}/transition`, { status: 'in_process' }), 200);
    const back = await people.post(`${path}/transition`, { status: 'registered' });

    expect(reviewed).toMatchObject({ qc_status: 'warning', version: 2 });
    expect(late).toMatchObject({ status: 412, body: { detail: 'version_conflict', version: 2 } });
    expect(moved).toMatchObject({ status: 'in_process', version: 3 });
    expect(back.status).toBe(409);
  });

  test.each(['transition', 'qc-review'])('a key can not do it: %s', async (act) => {
    const answer = await lab().client.post(`/api/v1/samples/1/${act}`, {});

    expect(answer).toMatchObject({ status: 403, body: { detail: 'session_required' } });
  });
});
