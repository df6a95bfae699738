import type { Sample, UpdateSampleRequest } from '@benchline/proto/benchline/execution/v1/execution.ts';
import { SampleServiceService } from '@benchline/proto/benchline/execution/v1/execution.ts';
import { accept, action, changed, entity, refuse, revise } from '@benchline/runtime';
import { tooManyCustomFields, withCustomFields } from './custom-fields.ts';
import { sampleKind, sampleNotFound } from './sample.ts';

/** Writes the fields that the caller sent. Without anything new, the sample stays at its version. */
export const updateSample = action(SampleServiceService.updateSample, {
  subject: ({ id }) => ({ lookup: entity(sampleKind, id), absent: sampleNotFound }),
  load: () => ({}),
  decide({ subject }, input, { now }) {
    const next = revise(subject, sentFields(subject, input), now);
    const tooMany = tooManyCustomFields(next.customFields);
    if (tooMany !== undefined) return refuse(tooMany);
    return accept(next, changed(sampleKind, subject, next));
  },
});

function sentFields(sample: Sample, input: UpdateSampleRequest): Partial<Sample> {
  const { id: _id, updateMask, customFields, ...fields } = input;
  const sent = new Set(updateMask);
  const plain = Object.fromEntries(Object.entries(fields).filter(([name]) => sent.has(name)));
  return sent.has('customFields')
    ? { ...plain, customFields: withCustomFields(sample.customFields, customFields) }
    : plain;
}
