import { beforeAll, expect, test } from '@jest/globals';
import { badDeclarations as cases, protoOf } from '../../test/bad-declarations.ts';
import { buildImage } from '../../test/build-image.ts';
import { actionOf, labDeclarations } from '../../test/lab.ts';
import { productDeclarations } from './product-declarations.ts';
import { loadDeclarations } from './read-declarations.ts';

let report: readonly string[] = [];

beforeAll(async () => {
  const files = cases.map((one, index) => [`bad${String(index)}/v1/bad${String(index)}.proto`, protoOf(one, index)]);
  const image = await buildImage(Object.fromEntries(files) as Record<string, string>);
  try {
    loadDeclarations(image);
  } catch (error) {
    report = String(error).split('\n');
  }
});

// @req declaration.route-once, declaration.scope-known, declaration.event-payload, declaration.transition-known, declaration.robot-name
test.each(cases.map((one, index) => ({ ...one, index })))('refuses $problem, with file and line', (one) => {
  const line =
    protoOf(one, one.index)
      .split('\n')
      .findIndex((text) => text.includes('//!')) + 1;
  const start = `  bad${String(one.index)}/v1/bad${String(one.index)}.proto:${String(line)}: ${one.says}`;

  expect(report.filter((text) => text.includes(`  bad${String(one.index)}/`))).toContainEqual(
    expect.stringContaining(start),
  );
});

test('counts all that is wrong in one message', () => {
  expect(report[0]).toMatch(/Bad declarations \(\d+\):/);
  expect(report.length).toBeGreaterThan(cases.length);
});

// @req declaration.table
test('reads what an action says of itself', async () => {
  const lab = await labDeclarations();

  expect(actionOf(lab, 'CreateTube')).toMatchObject({
    owner: 'lab',
    rpc: '/lab.v1.TubeService/CreateTube',
    summary: 'Puts a tube into a rack.',
    method: 'POST',
    path: '/racks/{rack_id}/tubes',
    success: 201,
    surfaces: ['integration'],
    audience: ['key', 'robot'],
    tool: 'create_tube',
    events: ['tube.created'],
  });
  expect(actionOf(lab, 'SealTube')).toMatchObject({
    success: 200,
    audience: ['person', 'key'],
    summary: 'Seal tube.',
    transitions: [{ kind: 'tube', field: 'status', from: ['open'], to: 'sealed' }],
  });
  expect(lab.actions.has('Count')).toBe(false);
  expect(lab.scopes).toEqual(['tubes:view', 'tubes:edit']);
  expect(lab.kinds.get('tube')).toMatchObject({
    privateFields: ['owner'],
    states: [{ field: 'status', values: ['open', 'sealed'] }],
  });
});

// @req declaration.field-rules
test('reads types, presence, rules and comments of fields', async () => {
  const fields = actionOf(await labDeclarations(), 'CreateTube').input.fields;
  const brief = fields.map(
    ({ name, type, list, nullable }) => `${name} ${type}${list ? '[]' : ''}${nullable ? '?' : ''}`,
  );

  expect(brief.slice(0, 9)).toEqual([
    'rackId integer',
    'label string',
    'note string?',
    'volume number?',
    'frozen boolean',
    'settings json?',
    'filledAt time',
    'mainMark message',
    'marks message[]',
  ]);
  expect(fields[1]).toMatchObject({
    description: 'What is written on it.',
    rules: { required: true, minLength: 1, maxLength: 10 },
  });
});

test('gives texts of a query the usual length', async () => {
  const fields = actionOf(await labDeclarations(), 'ListTubes').input.fields;

  expect(fields.map(({ rules }) => rules.maxLength ?? rules.itemMaxLength).slice(0, 7)).toEqual([
    255,
    512,
    undefined,
    undefined,
    undefined,
    255,
    255,
  ]);
});

test('finds the declarations of the product in order', () => {
  const product = productDeclarations();

  expect(product.actions.get('CreateSample')).toMatchObject({ owner: 'execution', scope: 'samples:create' });
  expect(productDeclarations()).toBe(product);
});
