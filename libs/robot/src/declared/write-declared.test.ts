import { productDeclarations } from '@benchline/actions';
import { expect, test } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { declaredFile, declaredText } from './write-declared.ts';

const text = declaredText(productDeclarations());

test('the types that are there are those of the declarations', () => {
  expect(readFileSync(declaredFile, 'utf8')).toBe(text);
});

test('every action of robots and every event has a type, and nothing else has', () => {
  const { actions, events } = productDeclarations();
  const robots = [...actions.values()].flatMap(({ robot }) => robot ?? []);

  expect(quotedKeys(text, 'DeclaredActions').toSorted()).toEqual(robots.toSorted());
  expect(quotedKeys(text, 'DeclaredEvents').toSorted()).toEqual([...events.keys()].toSorted());
});

test.each([
  ['what is required is', /'samples\.create': \{ input: \{[^}]*readonly external_id: string;/],
  ['what may be null may be absent too', /readonly experiment_id\?: number \| null;/],
  ['what has only some values has those', /readonly assay\?: "bulk_rna" \| "scrna" \| "other" \| null;/],
  ['a record that a path names is named in the input', /'samples\.archive': \{ input: \{ readonly id: number;/],
  ['of an answer everything is there', /readonly organism: string \| null;/],
  ['but for what is left out when it is unset', /readonly archived_at\?: string;/],
])('%s', (_, expected) => {
  expect(text).toMatch(expected);
});

test('what would be refused is not offered', () => {
  const create = /'samples\.create': \{ input: \{([\s\S]*?)\}; body/.exec(text)?.[1];

  expect(create).toContain('custom_fields');
  expect(create).not.toMatch(/qc_status|status/);
});

function quotedKeys(of: string, name: string): readonly string[] {
  const body = new RegExp(`interface ${name} \\{([\\s\\S]*?)\\n\\}`).exec(of)?.[1] ?? '';
  return [...body.matchAll(/^ {2}'([^']+)':/gm)].flatMap(([, key]) => key ?? []);
}
