import type { ListSamplesRequest, Sample } from '@benchline/proto/benchline/execution/v1/execution.ts';
import { SampleServiceService } from '@benchline/proto/benchline/execution/v1/execution.ts';
import type { Range } from '@benchline/runtime';
import { list, named } from '@benchline/runtime';
import { experimentExternalId, experimentKind } from '../experiments/experiment.ts';
import { foldCase } from './fold-case.ts';
import { sampleKind, sampleTerms } from './sample.ts';

/** Samples that pass every filter. An experiment that isn't there has none. */
export const listSamples = list(SampleServiceService.listSamples, {
  kind: sampleKind,
  load: ({ experimentExternalId: externalId }) => ({
    experiment: externalId === undefined ? () => undefined : named(experimentKind, experimentExternalId(externalId)),
  }),
  range: (input, { experiment }) => narrowest(input, experimentIdOf(input, experiment)),
  matches: (sample, input, { experiment }) =>
    equal(input.experimentId, sample.experimentId) &&
    equal(experimentIdOf(input, experiment), sample.experimentId) &&
    equal(input.externalId, sample.externalId) &&
    equal(input.status, sample.status) &&
    equal(input.qcStatus, sample.qcStatus) &&
    among(input.ids, sample.id) &&
    among(input.externalIds, sample.externalId) &&
    contains(sample, foldCase(input.q ?? '')),
  show: (sample) => sample,
});

const nobody = 0;

/** The experiment that is asked for, by whichever of its names. */
function experimentIdOf(input: ListSamplesRequest, named: { readonly id: number } | undefined): number | undefined {
  return input.experimentExternalId === undefined ? input.experimentId : (named?.id ?? nobody);
}

function narrowest(input: ListSamplesRequest, experimentId: number | undefined): Range {
  const { ids, externalIds, externalId, qcStatus, status } = input;
  if (ids.length > 0) return { by: 'ids', ids };
  if (externalIds.length > 0) return { by: 'terms', terms: externalIds.map(sampleTerms.externalId) };
  if (externalId !== undefined) return { by: 'terms', terms: [sampleTerms.externalId(externalId)] };
  if (experimentId !== undefined) return { by: 'terms', terms: [sampleTerms.experiment(experimentId)] };
  if (qcStatus !== undefined) return { by: 'terms', terms: [sampleTerms.qcStatus(qcStatus)] };
  return status === undefined ? { by: 'kind' } : { by: 'terms', terms: [sampleTerms.status(status)] };
}

function equal<T>(wanted: T | undefined, value: T): boolean {
  return wanted === undefined || wanted === value;
}

function among<T>(wanted: readonly T[], value: T): boolean {
  return wanted.length === 0 || wanted.includes(value);
}

function contains({ externalId, organism }: Sample, folded: string): boolean {
  return folded === '' || foldCase(externalId).includes(folded) || foldCase(organism ?? '').includes(folded);
}
