import { SampleServiceService } from '@benchline/proto/benchline/execution/v1/samples.ts';
import { accept, action, changed, entity, refuse } from '@benchline/runtime';
import { advance, recordArchived } from '../records/record.ts';
import { sampleKind, sampleNotFound } from './sample.ts';

/**
 * Records the result of a QC review. One that confirms the present result is a new version as well: that a second person looked, when
 * and why, is what an auditor asks for.
 */
export const reviewSampleQc = action(SampleServiceService.reviewSampleQc, {
  subject: ({ id }) => ({ lookup: entity(sampleKind, id), absent: sampleNotFound }),
  load: () => ({}),
  decide({ subject }, { qcStatus }, { now }) {
    if (subject.archivedAt !== undefined) return refuse(recordArchived());
    const reviewed = advance(subject, { qcStatus }, now);
    return accept(reviewed, changed(sampleKind, subject, reviewed, 'qc_changed'));
  },
});
