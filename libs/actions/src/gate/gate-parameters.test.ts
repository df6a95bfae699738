import { beforeAll, describe, expect, test } from '@jest/globals';
import { actionOf, labDeclarations, refusalOf, request } from '../../test/lab.ts';
import type { Gate } from '../declaration.ts';
import { createGate } from './gate.ts';

let create: Gate;
let seal: Gate;
let byLabel: Gate;
let list: Gate;

beforeAll(async () => {
  const lab = await labDeclarations();
  const gate = (name: string): Gate => createGate(actionOf(lab, name));
  create = gate('CreateTube');
  seal = gate('SealTube');
  byLabel = gate('GetTubeByLabel');
  list = gate('ListTubes');
});

const listing = (query: string): unknown => refusalOf(() => list.read(request({ query })));

describe('a path', () => {
  // @req ids.in-path
  test.each(['abc', '1.5', '', '1e3', ' 1', '+1', '0x1', '٣'])('with "%s" for an integer is refused', (id) => {
    expect(refusalOf(() => seal.read(request({ path: { id } })))).toEqual(['path.id int_parsing']);
  });

  // @req ids.in-path
  test.each(['0', '-5', '9007199254740992', '9'.repeat(400)])(
    'with an id that none can be (%s) finds nothing',
    (id) => {
      expect(seal.read(request({ path: { id } }))).toMatchObject({ id: 0 });
    },
  );

  test('takes any text, however long or odd', () => {
    const label = `a/b%20+"${'x'.repeat(1000)}`;

    expect(byLabel.read(request({ path: { label }, query: 'rack_id=3' }))).toEqual({ label, rackId: 3 });
  });

  test('takes no U+0000', () => {
    expect(refusalOf(() => byLabel.read(request({ path: { label: 'a\0' }, query: 'rack_id=3' })))).toEqual([
      'path.label string_nul',
    ]);
  });

  test('is told of together with the rest', () => {
    expect(refusalOf(() => create.read(request({ path: { rack_id: 'x' }, body: {} })))).toEqual([
      'path.rack_id int_parsing',
      'body.label missing',
    ]);
  });
});

describe('a query', () => {
  // @req list.unknown-parameter, list.parameter-twice, list.limit, list.enumerated-filter, list.by-ids, ids.in-body
  test.each([
    { query: 'nothing=1', says: ['query.nothing extra_forbidden'] },
    { query: 'limit=5&limit=5', says: ['query.limit duplicate'] },
    { query: 'q=&q=a', says: ['query.q duplicate'] },
    { query: 'limit=0', says: ['query.limit greater_than_equal'] },
    { query: 'limit=201', says: ['query.limit less_than_equal'] },
    { query: 'limit=', says: ['query.limit int_parsing'] },
    { query: 'limit=5.0', says: ['query.limit int_parsing'] },
    { query: 'rack_id=9007199254740992', says: ['query.rack_id int_parsing'] },
    { query: 'frozen=yes', says: ['query.frozen bool_parsing'] },
    { query: 'volume=x', says: ['query.volume float_parsing'] },
    { query: 'updated_since=today', says: ['query.updated_since datetime_parsing'] },
    { query: 'ids=1,x', says: ['query.ids int_parsing'] },
    { query: 'ids=1,2,3,4,5', says: ['query.ids too_long'] },
    { query: 'ids=1&ids=2', says: ['query.ids duplicate'] },
    { query: 'colors=red,green', says: ['query.colors.1 literal_error'] },
    { query: 'labels=a&labels=b&labels=c&labels=d', says: ['query.labels too_long'] },
    { query: 'q=%00', says: ['query.q string_nul'] },
    { query: `q=${'x'.repeat(256)}`, says: ['query.q string_too_long'] },
  ])('with $query is refused: $says', ({ query, says }) => {
    expect(listing(query)).toEqual(says);
  });

  test('is read by the types of its fields', () => {
    const query =
      'q=a%25b&limit=5&frozen=false&ids=3,1&labels=a,b&labels=c&colors=blue,red&updated_since=2026-01-01T00:00:00Z&volume=1.5&rack_id=-4';

    expect(listing(query)).toEqual({
      accepted: {
        q: 'a%b',
        cursor: undefined,
        limit: 5,
        frozen: false,
        ids: [3, 1],
        labels: ['a,b', 'c'],
        colors: ['blue', 'red'],
        updatedSince: '2026-01-01T00:00:00.000Z',
        volume: 1.5,
        rackId: -4,
      },
    });
  });

  test('has an empty q as none, and leaves damaged cursors to the action', () => {
    expect(listing('q=')).toMatchObject({ accepted: { q: undefined } });
    expect(listing('cursor=')).toMatchObject({ accepted: { cursor: '' } });
    expect(listing(`cursor=${'x'.repeat(600)}`)).toMatchObject({ accepted: { cursor: '' } });
    expect(listing('cursor=%00')).toMatchObject({ accepted: { cursor: '' } });
    expect(listing('cursor=abc')).toMatchObject({ accepted: { cursor: 'abc' } });
  });

  test('needs its required parameters, and stands on writes for nothing', () => {
    expect(refusalOf(() => byLabel.read(request({ path: { label: 'a' } })))).toEqual(['query.rack_id missing']);
    expect(refusalOf(() => seal.read(request({ path: { id: '1' }, query: 'reason=x' })))).toEqual([
      'query.reason extra_forbidden',
    ]);
  });
});
