import { join } from 'node:path';
import { temporaryFolder } from '@benchline/testing/servers';
import { openFilledProduct, type FilledProduct } from '../filled/filled-store.ts';
import { questionsOf, type Question } from '../filled/questions.ts';
import { mediansMs, startAsking, type Asker } from '../load/one-by-one.ts';
import type { BenchOptions } from '../options.ts';
import type { Figure, PartResult } from '../report.ts';

const few = 1_000;

/** (g) What a request takes in a store of a million samples, beside what it takes at a thousand; and how the store was filled. */
export async function measureManySamples(options: BenchOptions): Promise<PartResult> {
  const { rounds, seconds, samples, store, profileFolder } = options;
  await using folder = await temporaryFolder();
  const largeFolder = store ?? join(folder.path, 'large');
  await using large = await openFilledProduct({ folder: largeFolder, samples, profileFolder, tell });
  await using small = await openFilledProduct({ folder: join(folder.path, 'small'), samples: few });
  await using ofLarge = await askerOf(large);
  await using ofSmall = await askerOf(small);
  const twins = new Map(ofSmall.questions.map((question) => [question.name, question]));
  const forMs = seconds * 400;
  const figures: Figure[] = [];
  for (const question of ofLarge.questions) {
    const twin = twins.get(question.name) ?? question;
    const both = [() => ofSmall.ask(twin.next()), () => ofLarge.ask(question.next())];
    await mediansMs(both, forMs); // until their code is compiled
    const measured: (readonly number[])[] = [];
    for (let round = 0; round < rounds; round += 1) measured.push(await mediansMs(both, forMs));
    const [bare, ours] = [0, 1].map((side) => measured.map((round) => round[side] ?? NaN));
    figures.push(figureOf(question, ours ?? [], bare ?? []));
  }
  const count = large.filling.samples.toLocaleString('en-US');
  return {
    part: 'g',
    title: `One request at a time, one process, embedded store of ${count} samples beside one of ${few.toLocaleString('en-US')}`,
    figures: [...fillFigures(large), ...figures],
    skipped: store === undefined || large.steps.length > 0 ? [] : [`filling: ${store} was full`],
  };
}

function tell(line: string): void {
  process.stdout.write(`${line}\n`);
}

async function askerOf({
  product: { url },
  key,
  filling,
}: FilledProduct): Promise<Asker & { readonly questions: readonly Question[] }> {
  const asker = startAsking({ url, key });
  return { ...asker, questions: await questionsOf(filling, asker) };
}

function figureOf({ name, goal }: Question, rounds: readonly number[], bare: readonly number[]): Figure {
  const beside = { name: `what it takes at ${few.toLocaleString('en-US')}`, rounds: bare };
  return { name, unit: 'ms', rounds, bare: beside, ...(goal !== undefined && { goal }) };
}

/** The first step has the code compiled; all the same it is what the last one is held against. */
function fillFigures({ steps }: FilledProduct): readonly Figure[] {
  const rates = steps.map(({ perSecond }) => perSecond);
  if (rates.length < 2) return [];
  return [
    { name: 'filling, step by step', unit: 'samples/s', rounds: rates },
    {
      name: 'filling, the last step',
      unit: 'samples/s',
      rounds: rates.slice(-1),
      bare: { name: 'the first step', rounds: rates.slice(0, 1) },
      goal: { atLeast: 0.9 },
    },
  ];
}
