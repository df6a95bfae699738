import { beforeAll, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { AppError } from '@benchline/errors';
import { actionOf, labDeclarations } from '../../test/lab.ts';
import type { Declaration, Declarations, Gate } from '../declaration.ts';
import { jsonWriter } from '../json/write-json.ts';
import { createBulkGate } from './bulk-gate.ts';
import { createGate } from './gate.ts';

let lab: Declarations;
let create: Declaration;
let update: Declaration;

beforeAll(async () => {
  lab = await labDeclarations();
  create = actionOf(lab, 'CreateTube');
  update = actionOf(lab, 'UpdateTube');
});

const text = fc.string({ unit: 'binary', maxLength: 12 });
const mark = fc.record(
  {
    name: fc.oneof(fc.string({ maxLength: 22 }), fc.jsonValue()),
    text: fc.option(fc.string()),
    words: fc.array(text, { maxLength: 5 }),
  },
  { requiredKeys: [] },
);
/** Bodies that nearly keep the rules, so that both answers are common. */
const nearBody = fc.record(
  {
    label: fc.oneof(fc.string({ minLength: 1, maxLength: 11 }), fc.jsonValue()),
    note: fc.oneof(text, fc.constant(null)),
    volume: fc.oneof(fc.double({ min: 0, noNaN: true }), fc.constant(-0), fc.constant(null)),
    frozen: fc.boolean(),
    settings: fc.jsonValue(),
    filled_at: fc.oneof(
      fc.date({ noInvalidDate: true }).map((date) => date.toISOString()),
      text,
    ),
    main_mark: mark,
    marks: fc.array(mark, { maxLength: 5 }),
    color: fc.constantFrom('red', 'blue', 'green', null),
    status: fc.constantFrom(null, null, null, 'open'),
    places: fc.integer({ min: 0, max: 5 }),
    weight: fc.oneof(fc.maxSafeInteger(), fc.double()),
    ['__proto__']: fc.constantFrom(1, 'x'),
  },
  { requiredKeys: ['label'] },
);
const anyBytes = fc.oneof(
  fc.uint8Array({ maxLength: 200 }),
  fc
    .oneof(
      nearBody,
      fc.jsonValue(),
      fc.record({ items: fc.array(fc.oneof(nearBody, fc.jsonValue()), { maxLength: 4 }) }),
    )
    .map(bytesOf),
  // Escapes that JSON.stringify wouldn't make.
  nearBody.map((body) => bytesOf(body, (json) => json.replace(/[a-z]/, '\\ud800').replace(/"n/, '"\\u0000n'))),
);

function bytesOf(value: unknown, bend: (json: string) => string = (json) => json): Uint8Array {
  return new TextEncoder().encode(bend(JSON.stringify(value)));
}

/** What the gate lets in, or nothing where it refuses in the only two ways it may. */
function letIn<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    expect(error).toBeInstanceOf(AppError);
    if (error instanceof AppError) {
      expect(['invalid', 'bad_request']).toContain(error.kind);
      expect(error.violations?.length ?? 1).toBeGreaterThan(0);
      expect(JSON.stringify(error.violations ?? []).isWellFormed()).toBe(true);
    }
    return undefined;
  }
}

test('lets in only messages that it would let in again, and never fails in another way', () => {
  const gates: Gate[] = [create, update].map(createGate);
  let passed = 0;
  fc.assert(
    fc.property(anyBytes, text, (body, id) => {
      for (const gate of gates) {
        const message =
          letIn(() => gate.read({ path: { id, rack_id: '5' }, query: [], body })) ??
          letIn(() => gate.read({ path: { id: '3', rack_id: '5' }, query: [], body }));
        if (message === undefined) continue;
        passed += 1;
        expect(gate.check(message)).toEqual(message);
      }
    }),
    { numRuns: 500 },
  );
  expect(passed).toBeGreaterThan(10);
});

test('holds queries to the same promise', () => {
  const gate = createGate(actionOf(lab, 'ListTubes'));
  const name = fc.oneof(
    fc.constantFrom('q', 'cursor', 'limit', 'frozen', 'ids', 'labels', 'colors', 'updated_since'),
    text,
  );
  const value = fc.oneof(fc.constantFrom('1', 'true', 'red', '1,2', '-0', '2026-01-01T00:00:00Z', ''), text);
  fc.assert(
    fc.property(fc.array(fc.tuple(name, value), { maxLength: 4 }), (query) => {
      const message = letIn(() => gate.read({ path: {}, query, body: new Uint8Array() }));
      if (message !== undefined) expect(gate.check(message)).toEqual(message);
    }),
    { numRuns: 500 },
  );
});

test('holds typed callers to the same promise', () => {
  const gates: Gate[] = [create, update].map(createGate);
  const names = create.input.fields.map(({ name }) => name);
  const message = fc.oneof(fc.dictionary(fc.constantFrom(...names, 'updateMask', 'id'), fc.anything()), fc.anything());
  fc.assert(
    fc.property(message, (sent) => {
      for (const gate of gates) letIn(() => gate.check(sent));
    }),
    { numRuns: 500 },
  );
});

test('holds rows to the same promise, each for itself', () => {
  const gate = createBulkGate(actionOf(lab, 'BulkUpdateTubes'), update);
  fc.assert(
    fc.property(anyBytes, (body) => {
      for (const row of letIn(() => gate.read({ path: {}, query: [], body })) ?? []) {
        letIn(() => {
          if (!row.ok) throw row.error;
        });
      }
    }),
    { numRuns: 300 },
  );
});

// @req text.as-sent
test('keeps what was sent: writing what was read gives it back', () => {
  const gate = createGate(create);
  const sent = fc.record({
    label: fc.string({ unit: 'grapheme', minLength: 1, maxLength: 3 }).filter((one) => !one.includes('!')),
    note: fc.option(fc.string({ unit: 'grapheme', maxLength: 5 })),
    volume: fc.option(fc.double({ min: 0, max: 1e6, noNaN: true }).map((one) => one + 0)),
    frozen: fc.boolean(),
    settings: fc.option(fc.dictionary(fc.stringMatching(/^[a-z]{1,4}$/), fc.integer(), { maxKeys: 3 })),
    weight: fc.option(fc.maxSafeInteger().map((one) => one + 0)),
  });
  fc.assert(
    fc.property(sent, (body) => {
      const message = gate.read({ path: { rack_id: '5' }, query: [], body: bytesOf(body) });
      expect(JSON.parse(jsonWriter(create.input)(message))).toMatchObject(JSON.parse(JSON.stringify(body)) as object);
    }),
    { numRuns: 300 },
  );
});
