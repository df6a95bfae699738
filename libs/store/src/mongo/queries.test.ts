import { expect, test } from '@jest/globals';
import type { CollectionName } from './collections.ts';
import { indexes } from './indexes.ts';
import type { Query } from './queries.ts';
import {
  answerQueries,
  changeQueries,
  counterQueries,
  entityQueries,
  gramQueries,
  logQueries,
  markQueries,
  nameQueries,
  organizationQueries,
  recordQueries,
  rowQueries,
  valueQueries,
} from './queries.ts';

type Asked = Readonly<Record<string, Query<never> | readonly Query<never>[]>>;

const record = { key: 'k', version: 1 };
const row = { _id: 'id', org: 1, kind: 'sample', value: 1, seq: 1 };

/** One of each query, by the function that makes it. */
const asked: readonly { readonly collection: CollectionName; readonly table: object; readonly queries: Asked }[] = [
  {
    collection: 'log',
    table: logQueries,
    queries: {
      one: logQueries.one(1, 1),
      several: logQueries.several(1, [1]),
      between: logQueries.between(1, 0),
      before: logQueries.before(1, 1),
      newest: logQueries.newest(1),
    },
  },
  { collection: 'organizations', table: organizationQueries, queries: { after: organizationQueries.after(1) } },
  { collection: 'marks', table: markQueries, queries: { one: markQueries.one(1) } },
  { collection: 'counters', table: rowQueries, queries: { older: rowQueries.older(row) } },
  {
    collection: 'entities',
    table: entityQueries,
    queries: {
      several: entityQueries.several(1, [{ kind: 'sample', id: 1 }]),
      before: [entityQueries.before(1, 'sample', 1), entityQueries.before(1, 'sample', undefined)],
      membersBefore: [
        entityQueries.membersBefore(1, { kind: 'sample', term: 't' }),
        entityQueries.membersBefore(1, { kind: 'sample', term: 't', before: 1 }),
      ],
    },
  },
  {
    collection: 'entities',
    table: changeQueries,
    queries: {
      ofCommit: changeQueries.ofCommit(1, 'sample', { seq: 1, id: 1 }),
      between: changeQueries.between(1, 'sample', 1, 2),
    },
  },
  {
    collection: 'grams',
    table: gramQueries,
    queries: { blocks: gramQueries.blocks(1, 'abc', { kind: 'sample', grams: ['abc'], from: 0, before: 1 }) },
  },
  {
    collection: 'names',
    table: nameQueries,
    queries: { several: nameQueries.several(1, [{ space: 's', name: 'n' }]) },
  },
  { collection: 'counters', table: counterQueries, queries: { several: counterQueries.several(1, ['sample']) } },
  {
    collection: 'answers',
    table: answerQueries,
    queries: {
      several: answerQueries.several(1, ['k']),
      expired: answerQueries.expired(1),
      expiredAmong: answerQueries.expiredAmong(['id'], 1),
    },
  },
  {
    collection: 'values',
    table: valueQueries,
    queries: {
      several: valueQueries.several(1, ['r']),
      ofWriter: valueQueries.ofWriter(1, ['r'], 'n'),
      ofFields: valueQueries.ofFields(1, 'sample', 1, ['f']),
      pending: valueQueries.pending(1, 1),
    },
  },
  {
    collection: 'records',
    table: recordQueries,
    queries: {
      live: recordQueries.live(1, 's', 'k', 1),
      liveAtVersion: recordQueries.liveAtVersion(1, 's', record, 1),
      atVersion: recordQueries.atVersion(1, 's', record),
      expiredOne: recordQueries.expiredOne(1, 's', 'k', 1),
      liveAfter: recordQueries.liveAfter(1, 's', 'k', 1),
      expired: recordQueries.expired(1),
      expiredAmong: recordQueries.expiredAmong(['id'], 1),
    },
  },
];

/** Expiry knows no organization, and organizations are what `heads` lists. */
const acrossOrganizations = new Set(['organizations.after']);
for (const collection of ['answers', 'records']) {
  for (const name of ['expired', 'expiredAmong']) acrossOrganizations.add(`${collection}.${name}`);
}

const cases = asked.flatMap(({ collection, queries }) =>
  Object.entries(queries)
    .flatMap(([name, query]) => [query].flat().map((one) => [name, one] as const))
    .map(([name, query]) => ({
      name: `${collection}.${name}`,
      collection,
      query: query as Query<Record<string, unknown>>,
    })),
);

function isOperator(condition: unknown): condition is Readonly<Record<string, unknown>> {
  return typeof condition === 'object' && condition !== null;
}

/** What a query wants to be equal to one value: an index that leaves one of those out reads more than is asked for. */
function fixedFields({ filter }: Query<Record<string, unknown>>): readonly string[] {
  return Object.keys(filter).filter((field) => !isOperator(filter[field]));
}

/** Whether an index, gone along these of its fields, answers in the order that is asked for. */
function isInOrder(
  fields: readonly string[],
  used: readonly string[],
  { sort = {} }: Query<Record<string, unknown>>,
): boolean {
  const sorted = Object.keys(sort);
  const last = fields.slice(used.length - 1, used.length - 1 + sorted.length);
  return sorted.length === last.length && sorted.every((field, position) => field === last[position]);
}

/** The fields of an index that a query goes along: those that it fixes, then one that it bounds or sorts by. */
function fieldsUsed(
  fields: readonly string[],
  { filter, sort = {} }: Query<Record<string, unknown>>,
): readonly string[] {
  const bounded = fields.findIndex((field) => {
    const condition: unknown = filter[field];
    const fixed = condition !== undefined && (!isOperator(condition) || '$in' in condition);
    return !fixed || field in sort;
  });
  if (bounded === -1) return fields;
  const next = fields[bounded] ?? '';
  return fields.slice(0, next in filter || next in sort ? bounded + 1 : bounded);
}

// @req query.indexed
test.each(cases)('$name finds its documents, in their order, by an index', ({ collection, query }) => {
  const candidates = [
    ['_id'],
    ...indexes.filter((index) => index.collection === collection).map(({ fields }) => fields),
  ];

  const serving = candidates.filter((fields) => {
    const used = fieldsUsed(fields, query);
    const beyondOrganization = used.some((field) => field !== 'org');
    const nothingLeft = used[0] === '_id' || fixedFields(query).every((field) => used.includes(field));
    return beyondOrganization && nothingLeft && isInOrder(fields, used, query);
  });

  expect(serving).not.toEqual([]);
});

// @req runtime.partition
test.each(cases)('$name names its organization', ({ name, query }) => {
  expect('org' in query.filter).toBe(!acrossOrganizations.has(name));
});

test('no query is left out here', () => {
  for (const { table, queries } of asked) expect(Object.keys(queries).sort()).toEqual(Object.keys(table).sort());
});

test('every index serves a query, and begins with the organization but for those by expiry', () => {
  for (const { collection, fields } of indexes) {
    expect(fields[0]).toBe(fields.includes('expiresAt') ? 'expiresAt' : 'org');
    const served = cases.filter((one) => one.collection === collection && fieldsUsed(fields, one.query).length > 1);
    if (fields.length > 1) expect(served).not.toEqual([]);
  }
});
