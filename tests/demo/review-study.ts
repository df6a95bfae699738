import type { Client } from '../harness/client.ts';
import type { Experiment, Sample } from '../harness/wire.ts';
import { patiently } from './patiently.ts';

/** How far the laboratory is with each study, step by step. */
const progressOf: Readonly<Record<string, readonly string[]>> = {
  PAL0708: ['library_prep', 'sequencing', 'fastq_uploaded', 'processing', 'pipeline_complete', 'reviewed', 'analysis'],
  PAL0809: ['library_prep', 'sequencing'],
  PAL0910: ['library_prep'],
};

/** What somebody found, and where the sample goes from there. */
interface Finding {
  readonly qc_status: 'pass' | 'warning' | 'fail';
  readonly reason: string;
  readonly steps: readonly string[];
}

/** Samples without a remark that somebody looked at all the same. */
const looksAtFirst = 5;

export interface Reviewed {
  readonly reviews: number;
  readonly transitions: number;
}

/** Does what people do with a study: moves it on, reviews samples and moves those on. What is done already is left as it is. */
export async function reviewStudy(
  people: Client,
  study: { readonly name: string; readonly experiment: Experiment; readonly samples: readonly Sample[] },
): Promise<Reviewed> {
  const { name, experiment, samples } = study;
  let reviews = 0;
  let transitions = await moveAlong(people, `/api/v1/experiments/${String(experiment.id)}`, {
    status: experiment.status,
    steps: progressOf[name] ?? [],
  });
  for (const [sample, { steps, ...review }] of findings(samples)) {
    const path = `/api/v1/samples/${String(sample.id)}`;
    if (sample.qc_status === null) {
      await patiently(() => people.post(`${path}/qc-review`, review), [200]);
      reviews += 1;
    }
    transitions += await moveAlong(people, path, { status: sample.status, steps });
  }
  return { reviews, transitions };
}

function findings(samples: readonly Sample[]): ReadonlyMap<Sample, Finding> {
  const unremarked = samples.filter(({ prep_notes: notes }) => notes === null).slice(-looksAtFirst);
  const passed = {
    qc_status: 'pass',
    reason: 'Enough blood, isotopes measured',
    steps: ['in_process', 'completed'],
  } as const;
  const remarked = samples.flatMap((sample): readonly (readonly [Sample, Finding])[] => {
    const found = findingOf(sample.prep_notes ?? '');
    return found === undefined ? [] : [[sample, found]];
  });
  return new Map([...unremarked.map((sample) => [sample, passed] as const), ...remarked]);
}

/** By the remark of the field book, which is the reason too. */
function findingOf(remark: string): Finding | undefined {
  if (/not sampled|No blood sample obtained\./.test(remark)) {
    return { qc_status: 'fail', reason: remark, steps: ['in_process', 'failed'] };
  }
  if (/Not enough blood|for sexing|primers|No delta15N/.test(remark)) {
    return { qc_status: 'warning', reason: remark, steps: ['in_process'] };
  }
  return undefined;
}

/** Goes on from wherever it is on the way; one that left the way is let be. Answers how many steps there were. */
async function moveAlong(
  people: Client,
  path: string,
  { status, steps }: { readonly status: string; readonly steps: readonly string[] },
): Promise<number> {
  const way = ['registered', ...steps];
  const at = way.indexOf(status);
  const ahead = at < 0 ? [] : way.slice(at + 1);
  for (const next of ahead) await patiently(() => people.post(`${path}/transition`, { status: next }), [200, 409]);
  return ahead.length;
}
