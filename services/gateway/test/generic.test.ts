import { globSync, readFileSync } from 'node:fs';
import { productDeclarations } from '@benchline/actions';
import { expect, test } from '@jest/globals';

const source = new URL('../src/', import.meta.url);

/** What only code for one route would say: names of actions and of kinds, and what paths begin with. */
function wordsOfRoutes(): readonly string[] {
  const { actions, kinds } = productDeclarations();
  const collections = [...actions.values()].map(({ path }) => path.split('/')[1] ?? '');
  return [...new Set([...actions.keys(), ...kinds.keys(), ...collections])];
}

/** A service, a rate limit, an audience. */
const wordsWithAnotherMeaning: readonly string[] = ['audit', 'organization', 'person'];

const comments = /^\s*(\/\/|\/?\*).*$/gm;

/** A word as a text or a part of a path, or as a name in code. */
const says = (text: string, word: string): boolean =>
  new RegExp(`['"\`/]${word}['"\`/]`).test(text) || (/[A-Z]/.test(word) && text.includes(word));

// @req gateway.generic
test('no source of the gateway names an action, a kind or a path of the product', () => {
  const files = globSync('**/*.ts', { cwd: source.pathname });
  const words = wordsOfRoutes().filter((word) => !wordsWithAnotherMeaning.includes(word));

  const found = files.flatMap((file) => {
    const text = readFileSync(new URL(file, source), 'utf8').replaceAll(comments, '');
    return words.filter((word) => says(text, word)).map((word) => `${file}: ${word}`);
  });

  expect(words).toEqual(expect.arrayContaining(['CreateSample', 'sample', 'samples', 'experiments']));
  expect(files.length).toBeGreaterThan(10);
  expect(found).toEqual([]);
});
