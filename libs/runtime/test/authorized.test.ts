import { productDeclarations } from '@benchline/actions';
import type { Principal } from '@benchline/principal';
import { testTrust } from '@benchline/principal/testing';
import { CommandServiceService } from '@benchline/proto/benchline/command/v1/command.ts';
import { LogServiceService } from '@benchline/proto/benchline/log/v1/log.ts';
import { AuthServiceService } from '@benchline/proto/benchline/identity/v1/auth.ts';
import type { Channel, Method } from '@benchline/rpc';
import { inProcessServer } from '@benchline/rpc';
import { commandDoor, internalQuery, procedure, serveFeed, startRuntime } from '@benchline/runtime';
import { memoryStore, testCall } from '@benchline/runtime/testing';
import { expect, test } from '@jest/globals';

const declarations = productDeclarations();
const trust = testTrust();

/** A service with an action for anyone, one for people, and one for keys too; each answers with who asks. */
function openDoor(): { readonly channel: Channel; readonly asked: readonly Principal['organizationId'][] } {
  const asked: number[] = [];
  const store = memoryStore().view();
  const runtime = startRuntime({ store, declarations, kinds: [] });
  const telling = <Input, Reply>(method: Method<Input, Reply>) =>
    procedure(method, (_input, { call }) => {
      asked.push(call.organizationId);
      return Promise.resolve({} as Reply); // nobody looks at it
    });
  const view = internalQuery('GetSample', { load: () => ({}), answer: () => ({}) });
  const actions = [telling(AuthServiceService.signOut), telling(AuthServiceService.setUp), view];
  const server = inProcessServer();
  const { verify, tokens } = trust;
  server.add(commandDoor({ service: 'any', runtime, declarations, actions, verify, defect: () => undefined }));
  server.add(serveFeed(store, tokens));
  return { channel: server.channel(), asked };
}

async function ask(action: string, principal: string | undefined) {
  const { channel, asked } = openDoor();
  const body = Buffer.from(JSON.stringify({ token: 't', password: 'a long password' }));
  const path = action === 'GetSample' ? [{ name: 'id', value: '1' }] : [];
  const request = { action, call: testCall(), path, query: [], body: action === 'SetUp' ? body : Buffer.alloc(0) };
  const context = { deadline: Date.now() + 10_000, ...(principal !== undefined && { principal }) };
  const { status } = await channel.call(CommandServiceService.execute, request, context);
  return { status, asked };
}

const key = { credentialMethod: 'key', scopes: declarations.scopes } as const;
const expired = testTrust(() => Date.now() - 3_600_000);

// @req auth.signed-principal
test.each<[string, string, string | undefined, string]>([
  ['nobody', 'GetSample', undefined, 'principal_required'],
  ['nobody, for a person’s own affairs', 'SignOut', undefined, 'principal_required'],
  ['somebody whom identity doesn’t know', 'GetSample', testTrust().sign(key), 'principal_invalid'],
  ['a principal of an hour ago', 'GetSample', expired.sign(key), 'principal_invalid'],
  ['a service', 'GetSample', trust.tokens.own(), 'principal_invalid'],
  ['a key without the scope', 'GetSample', trust.sign({ ...key, scopes: [] }), 'key_scope_missing'],
  ['a key, for a person’s own affairs', 'SignOut', trust.sign(key), 'session_required'],
])('a service that is called by %s refuses and does nothing', async (_who, action, principal, reason) => {
  await expect(ask(action, principal)).rejects.toMatchObject({ reason });
});

test('whoever is signed holds, in the organization that is signed', async () => {
  expect(await ask('SignOut', trust.sign({ organizationId: 7 }))).toEqual({ status: 204, asked: [7] });
  expect((await ask('GetSample', trust.sign(key))).status).toBe(200);
});

test('an action for anyone is for nobody, too, who has no organization', async () => {
  expect(await ask('SetUp', undefined)).toEqual({ status: 200, asked: [0] });
});

// @req auth.signed-principal
test('a log is shown to services alone', async () => {
  const { channel } = openDoor();
  const context = (principal?: string) => ({
    deadline: Date.now() + 10_000,
    ...(principal !== undefined && { principal }),
  });
  const commits = (principal?: string) =>
    channel.call(LogServiceService.readCommits, { organizationId: 1, after: 0, limit: 1 }, context(principal));
  const heads = (principal?: string) =>
    channel.call(LogServiceService.listHeads, { afterOrganizationId: 0, limit: 1 }, context(principal));

  for (const read of [commits, heads]) {
    await expect(read()).rejects.toMatchObject({ kind: 'unauthenticated' });
    await expect(read(trust.sign(key))).rejects.toMatchObject({ kind: 'unauthenticated' });
    await expect(read(trust.tokens.own())).resolves.toBeDefined();
  }
});
