import type { Declaration, Declarations } from '@benchline/actions';
import { productDeclarations } from '@benchline/actions';
import { CommandServiceService } from '@benchline/proto/benchline/command/v1/command.ts';
import { inProcessServer } from '@benchline/rpc';
import { testTrust } from '@benchline/principal/testing';
import { accept, commandDoor, created, defineKind, internalAction, readCommit, startRuntime } from '@benchline/runtime';
import { memoryStore, testCall } from '@benchline/runtime/testing';
import { expect, test } from '@jest/globals';

const name = 'CreateExperiment';
const product = productDeclarations();

/** The product's declaration of the action, with a `reason` among its fields. */
function withReason(): Declarations {
  const declared = product.actions.get(name);
  const text = declared?.input.fields.find((field) => field.name === 'name');
  if (declared === undefined || text === undefined) throw new Error(`${name} is declared otherwise`);
  const reason = { ...text, name: 'reason', wireName: 'reason', nullable: true };
  const fields = [...declared.input.fields, { ...reason, rules: { ...reason.rules, required: false } }];
  const changed: Declaration = { ...declared, input: { ...declared.input, fields } };
  return { ...product, actions: new Map([[name, changed]]) };
}

const kind = defineKind({ name: 'experiment' });
const action = internalAction(name, {
  load: () => ({}),
  decide: (_found, _input: object, { nextId }) => {
    const made = { id: nextId(kind), version: 1 };
    return accept(made, [created(kind, made)]);
  },
});

// @req reason.audited
test.each([
  ['the field', { reason: 'thawed' }, '', 'thawed'],
  ['both, where both are there', { reason: 'thawed' }, 'lab book, page 12', 'lab book, page 12; thawed'],
  ['one, where they say the same', { reason: 'thawed' }, 'thawed', 'thawed'],
  ['neither', {}, '', undefined],
])('the reason in the log comes from %s', async (_where, field, header, expected) => {
  const store = memoryStore().view();
  const declarations = withReason();
  const { verify, sign } = testTrust();
  const runtime = startRuntime({ store, declarations, kinds: [kind] });
  const server = inProcessServer();
  server.add(
    commandDoor({ service: 'execution', runtime, declarations, actions: [action], verify, defect: () => undefined }),
  );

  const body = Buffer.from(JSON.stringify({ external_id: 'E-1', name: 'n', ...field }));
  const request = { action: name, call: testCall({ reason: header }), path: [], query: [], body };
  const answer = await server.channel().call(CommandServiceService.execute, request, {
    deadline: Date.now() + 10_000,
    principal: sign({ scopes: declarations.scopes }),
  });

  expect(answer.status).toBe(201);
  const [row] = await store.commits(1, 0, 1);
  expect(row && readCommit(row).entries[0]?.reason).toBe(expected);
});
