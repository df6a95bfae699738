import { describe, expect, test } from '@jest/globals';
import { productDeclarations } from '@benchline/actions';
import type { Declarations } from '@benchline/actions';
import { ExperimentServiceService } from '@benchline/proto/benchline/execution/v1/experiments.ts';
import { SampleServiceService } from '@benchline/proto/benchline/execution/v1/samples.ts';
import { testCall } from '@benchline/runtime/testing';
import { experiments } from '../experiments/experiment.ts';
import { samples } from '../samples/sample.ts';
import { deskOf, recordLab } from './record-lab.ts';
import { nextStates, transitionRecord } from './transition.ts';

const declarations = productDeclarations();
const moveExperiment = transitionRecord(ExperimentServiceService.transitionExperiment, experiments, declarations);
const moveSample = transitionRecord(SampleServiceService.transitionSample, samples, declarations);

/** The states of the contract, each with those that follow it. */
const contract = {
  TransitionExperiment: {
    registered: ['library_prep', 'cancelled'],
    library_prep: ['sequencing', 'cancelled'],
    sequencing: ['fastq_uploaded', 'cancelled'],
    fastq_uploaded: ['processing', 'cancelled'],
    processing: ['pipeline_complete', 'cancelled'],
    pipeline_complete: ['reviewed', 'analysis', 'cancelled'],
    reviewed: ['analysis', 'cancelled'],
    analysis: ['processing', 'complete', 'cancelled'],
    complete: [],
    cancelled: [],
  },
  TransitionSample: {
    registered: ['in_process'],
    in_process: ['completed', 'failed', 'contaminated', 'discarded'],
    completed: [],
    failed: [],
    contaminated: ['discarded'],
    discarded: [],
  },
} as const;

// @req states.experiment, states.sample
test.each(['TransitionExperiment', 'TransitionSample'] as const)('%s declares the moves of the contract', (name) => {
  expect(Object.fromEntries(nextStates(declarations, name))).toEqual(contract[name]);
});

test('a move that is declared from anywhere leads there from all states but itself', () => {
  const open: Declarations = {
    ...declarations,
    actions: new Map(
      [...declarations.actions].map(([name, one]) => [
        name,
        { ...one, transitions: [{ kind: 'sample', field: 'qc_status', from: [], to: 'fail' }] },
      ]),
    ),
  };

  expect([...nextStates(open, 'ReviewSampleQc')]).toEqual([
    ['pass', ['fail']],
    ['warning', ['fail']],
    ['fail', []],
  ]);
});

const moves = Object.entries(contract.TransitionExperiment).flatMap(([from, next]) =>
  Object.keys(contract.TransitionExperiment).map((to) => ({ from, to, allowed: [...next].map(String) })),
);

// @req states.experiment, states.not-allowed
test.each(moves)('an experiment that is $from, asked to be $to', ({ from, to, allowed }) => {
  const subject = { id: 1, version: 4, externalId: 'E-1', name: 'One', code: '', status: from, customFields: [] };
  const context = { now: '2026-03-01T08:00:00.000Z', call: testCall(), nextId: () => 0 };

  const decision = moveExperiment.decide({ subject }, { id: 1, status: to }, context);

  if (allowed.includes(to)) {
    expect(decision).toMatchObject({ reply: { status: to, version: 5 }, changes: [{ verb: 'status_changed' }] });
  } else {
    expect(decision).toMatchObject({ error: { reason: 'transition_not_allowed', extras: { allowed } } });
  }
});

describe('a move of a sample', () => {
  // @req states.sample
  test('is another version, with the reason in the log', async () => {
    const laboratory = recordLab();
    const desk = await deskOf(laboratory, 'samples');
    await desk.create('S-1');

    const moved = await laboratory.run(moveSample, { id: 1, status: 'in_process' }, { reason: 'extraction begins' });

    expect(moved).toMatchObject({ status: 'in_process', version: 2 });
    expect((await laboratory.log()).at(-1)?.entries).toMatchObject([
      {
        action: 'TransitionSample',
        reason: 'extraction begins',
        changes: [{ verb: 'status_changed', before: { status: 'registered' }, after: { status: 'in_process' } }],
      },
    ]);
    expect(await desk.list({ status: 'registered' })).toEqual([]);
    expect(await desk.list({ status: 'in_process' })).toEqual(['S-1']);
  });

  // @req states.not-allowed, errors.order
  test('is refused in the order of the contract: absent, version, archived, not allowed', async () => {
    const laboratory = recordLab();
    const desk = await deskOf(laboratory, 'samples');
    await desk.create('S-1');
    const move = async (id: number, ifMatch: string) => {
      const answer = await laboratory.run(moveSample, { id, status: 'completed' }, { ifMatch });
      return 'reason' in answer ? answer.reason : answer.status;
    };

    expect(await move(9, '"7"')).toBe('sample_not_found');
    expect(await move(1, '"7"')).toBe('version_conflict');
    expect(await move(1, '"1"')).toBe('transition_not_allowed');
    await desk.archive(1);
    expect(await move(1, '"2"')).toBe('archived');
  });
});
