import type { ListSamplesRequest } from '@benchline/proto/benchline/execution/v1/samples.ts';
import { SampleServiceService } from '@benchline/proto/benchline/execution/v1/samples.ts';
import type { View } from '@benchline/runtime';
import { list, named } from '@benchline/runtime';
import { experimentExternalId, experimentKind } from '../experiments/experiment.ts';
import { equal, namesAskedFor, passes, recordRange } from '../records/list.ts';
import { sampleExternalId, sampleKind } from './sample.ts';

/** Samples that pass every filter. An experiment that isn't there has none. */
export const listSamples = list(SampleServiceService.listSamples, {
  kind: sampleKind,
  load: (input) => {
    const { experimentExternalId: externalId } = input;
    const experiment =
      externalId === undefined ? () => undefined : named(experimentKind, experimentExternalId(externalId));
    return { experiment, holders: (view: View) => holdersOf(input, experimentIdOf(input, experiment(view)), view) };
  },
  range: (input, { experiment, holders }) =>
    holders === undefined
      ? recordRange(input, { experiment: experimentIdOf(input, experiment), qc_status: input.qcStatus })
      : { by: 'ids', ids: holders },
  matches: (sample, input, { experiment }) =>
    equal(input.experimentId, sample.experimentId) &&
    equal(experimentIdOf(input, experiment), sample.experimentId) &&
    equal(input.qcStatus, sample.qcStatus) &&
    passes(sample, input),
  show: (sample) => sample,
});

/** Who has the names that are asked for: in use they are unique in an experiment, while many experiments may have the same. */
function holdersOf(
  input: ListSamplesRequest,
  experimentId: number | undefined,
  view: View,
): readonly number[] | undefined {
  const names = namesAskedFor(input);
  if (experimentId === undefined || names.length === 0 || input.ids.length > 0 || input.archived === true)
    return undefined;
  return names.flatMap((name) => view.holder(sampleExternalId(experimentId, name)) ?? []);
}

const nobody = 0;

/** The experiment that is asked for, by whichever of its names. */
function experimentIdOf(input: ListSamplesRequest, named: { readonly id: number } | undefined): number | undefined {
  return input.experimentExternalId === undefined ? input.experimentId : (named?.id ?? nobody);
}
