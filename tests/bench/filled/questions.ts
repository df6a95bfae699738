import type { Page, Sample } from '../../harness/wire.ts';
import type { Ask, Asker } from '../load/one-by-one.ts';
import type { Goal } from '../report.ts';
import { sampleBody } from '../sample-body.ts';
import { experimentOf, externalIdOf, type Filling } from './filling.ts';

/** One kind of request, each time about another record or place. */
export interface Question {
  readonly name: string;
  readonly next: () => Ask;
  /** Of its time in a large store beside that in a small one. */
  readonly goal?: Goal;
}

const samples = '/api/v1/samples';
const page = 200;
const places = 1_000;
/** How far a walk goes to find places deep inside. */
const pagesMax = 1_000;
const alike = { atMost: 1.5 } as const;
const same = { atMost: 1.1 } as const;

/** The same questions of any filling, whatever its size, in the order in which they are to be asked: the last one writes. */
export async function questionsOf(filling: Filling, asker: Asker): Promise<readonly Question[]> {
  const numbers = spread(filling.samples);
  const middle = await readSample(asker, Math.ceil(filling.samples / 2));
  const cursors = await cursorsInside(asker, filling);
  const byExperiment = numbers.map((number) => `experiment_id=${String(experimentOf(filling, number))}&limit=200`);
  return [
    { name: 'list of 200', next: gets(['?limit=200']), goal: alike },
    { name: 'list of 200 of an experiment', next: gets(byExperiment.map((query) => `?${query}`)), goal: alike },
    { name: 'list of 200 by a cursor deep inside', next: gets(cursors.map(atCursor)), goal: alike },
    { name: 'by-external', next: gets(numbers.map((number) => byExternal(filling, number))), goal: alike },
    { name: 'GET by id', next: gets(numbers.map((number) => `/${String(number)}`)) },
    { name: 'q, one hit', next: gets(numbers.map((number) => `?q=${externalIdOf(number).toLowerCase()}`)) },
    { name: 'q, one in a thousand', next: gets(['?q=forsteri']) },
    { name: 'q, all', next: gets(['?q=PYGOSCELIS&limit=200']) },
    { name: 'updated_since, 200', next: gets([`?updated_since=${encodeURIComponent(middle.updated_at)}&limit=200`]) },
    { name: 'POST', next: posts(filling), goal: same },
  ];
}

/** Numbers from all over a filling, in no order. */
function spread(count: number): readonly number[] {
  const stride = 0.618_033_988_749_895; // of the golden ratio: each lies apart from all before
  return Array.from({ length: Math.min(places, count) }, (_, at) => 1 + Math.floor(count * ((at * stride) % 1)));
}

function gets(tails: readonly string[]): () => Ask {
  let at = 0;
  return () => {
    at += 1;
    return { path: `${samples}${tails[at % tails.length] ?? ''}` };
  };
}

function byExternal(filling: Filling, number: number): string {
  return `/by-external/${externalIdOf(number)}?experiment_id=${String(experimentOf(filling, number))}`;
}

function atCursor(cursor: string): string {
  return `?limit=${String(page)}&cursor=${encodeURIComponent(cursor)}`;
}

function posts(filling: Filling): () => Ask {
  const run = String(Date.now());
  const numbers = spread(filling.samples);
  let sent = 0;
  return () => {
    sent += 1;
    const id = `${run}-${String(sent)}`;
    const experimentId = experimentOf(filling, numbers[sent % numbers.length] ?? 1);
    return { path: samples, body: JSON.stringify(sampleBody(id, experimentId)), idempotencyKey: id };
  };
}

async function readSample(asker: Asker, id: number): Promise<Sample> {
  return JSON.parse(await asker.ask({ path: `${samples}/${String(id)}` })) as Sample; // the contract's record
}

/** Walks from the newest on, and answers the cursors of full pages from the farther half of the way. */
async function cursorsInside(asker: Asker, { samples: count }: Filling): Promise<readonly string[]> {
  const pages = Math.min(pagesMax, Math.floor(count / page) - 1);
  const cursors: string[] = [];
  let tail = `?limit=${String(page)}`;
  for (let walked = 0; walked < pages; walked += 1) {
    const text = await asker.ask({ path: `${samples}${tail}` });
    const { next_cursor: cursor } = JSON.parse(text) as Page<Sample>; // the contract's page
    if (cursor === null) throw new Error(`the list ended after ${String(walked)} pages`);
    cursors.push(cursor);
    tail = atCursor(cursor);
  }
  return cursors.slice(Math.floor(cursors.length / 2));
}
