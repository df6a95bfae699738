import { productDeclarations } from '@benchline/actions';
import { testTrust } from '@benchline/principal/testing';
import { CommandServiceService } from '@benchline/proto/benchline/command/v1/command.ts';
import { inProcessServer } from '@benchline/rpc';
import { accept, commandDoor, internalAction, startRuntime, stepsOf } from '@benchline/runtime';
import { memoryStore, testCall } from '@benchline/runtime/testing';
import type { Store } from '@benchline/store';
import { expect, test } from '@jest/globals';
import { startTeam } from './play/arena.ts';
import { join } from './team/actions.ts';
import { bulkFor, commandFor, person, told } from './team/commands.ts';

const principalEndsAt = 5_000;

/** A runtime whose time a test sets, and whose store a test may look into before each insert and each load. */
function timedTeam(hooks: { readonly append?: () => Promise<void>; readonly load?: () => Promise<void> } = {}) {
  const time = { now: 1_000 };
  const store = memoryStore().view();
  const hooked: Store = {
    ...store,
    append: async (...given) => {
      await hooks.append?.();
      return store.append(...given);
    },
    load: async (...given) => {
      await hooks.load?.();
      return store.load(...given);
    },
  };
  // Every row of a bulk is a commit of its own.
  const runtime = startTeam(hooked, { clock: () => time.now, limits: { commitBytes: 1 } });
  const head = async (): Promise<number> => (await store.position(1)).head;
  return { time, runtime, head };
}

const joining = (name: string) => commandFor(join, person(name), { principalEndsAt });

// @req keys.revocation
test('a command whose principal ends while it waits in its lane is refused, and one whose insert is on its way is not', async () => {
  const [began, gate] = [Promise.withResolvers<undefined>(), Promise.withResolvers<undefined>()];
  const { time, runtime, head } = timedTeam({
    append: () => {
      began.resolve(undefined);
      return gate.promise.then(() => undefined);
    },
  });
  const onItsWay = told(runtime.change(joining('ada')));
  await began.promise;
  const waiting = [told(runtime.change(joining('ben'))), told(runtime.change(commandFor(join, person('cem'))))];

  time.now = principalEndsAt;
  gate.resolve(undefined);

  expect(await onItsWay).toMatchObject({ reply: { name: 'ada' } });
  expect(await Promise.all(waiting)).toMatchObject(['principal_expired', { reply: { name: 'cem' } }]);
  expect(await head()).toBe(2);
});

// @req keys.revocation
test('a principal that ends while its command is decided is looked at once more before the insert', async () => {
  const { time, runtime, head } = timedTeam({
    load: () => {
      time.now = principalEndsAt;
      return Promise.resolve();
    },
  });

  const outcomes = await Promise.all([
    told(runtime.change(joining('ada'))),
    told(runtime.change(commandFor(join, person('ben')))),
  ]);

  expect(outcomes).toMatchObject(['principal_expired', { reply: { name: 'ben', id: 1 } }]);
  expect(await head()).toBe(1);
});

test('nothing is loaded for a command whose principal is over when its turn comes', async () => {
  let loads = 0;
  const { time, runtime } = timedTeam({
    load: () => {
      loads += 1;
      return Promise.resolve();
    },
  });
  time.now = principalEndsAt;

  const outcome = await told(runtime.change(joining('ada')));

  expect([outcome, loads]).toEqual(['principal_expired', 0]);
});

const names = ['ada', 'ben', 'cem'];

/** Runs a bulk whose principal ends while the first of its three rows is being inserted. */
async function bulkThatOutlastsItsPrincipal(idempotencyKey: string) {
  const { time, runtime, head } = timedTeam({
    append: () => {
      time.now = principalEndsAt;
      return Promise.resolve();
    },
  });
  const run = (endsAt: number) =>
    told(
      runtime.change(
        bulkFor(
          names.map((name) => person(name)),
          { idempotencyKey, principalEndsAt: endsAt },
        ),
      ),
    );
  return { first: await run(principalEndsAt), repeat: () => run(Infinity), head };
}

// @req keys.revocation, bulk.resume
test('a bulk whose principal ends between its commits is refused, and its repeat has every row once', async () => {
  const { first, repeat, head } = await bulkThatOutlastsItsPrincipal('k1');
  const before = await head();

  const second = await repeat();

  expect([first, before, await head()]).toEqual(['principal_expired', 1, 3]);
  expect(second).toMatchObject({ reply: { succeeded: 3, items: [{ id: 1 }, { id: 2 }, { id: 3 }] } });
});

// @req keys.revocation
test('a bulk without a key, which a repeat would do twice, tells which rows were done before its principal ended', async () => {
  const { first, head } = await bulkThatOutlastsItsPrincipal('');

  const refused = { status: 503, detail: '"unavailable"' };
  expect(first).toMatchObject({
    reply: {
      succeeded: 1,
      failed: 2,
      items: [
        { status: 201, id: 1 },
        { index: 1, ...refused },
        { index: 2, ...refused },
      ],
    },
  });
  expect(await head()).toBe(1);
});

test('steps that have begun are finished, and those that have not are refused', async () => {
  const { time, runtime, head } = timedTeam();
  const steps = () => stepsOf(runtime, testCall({ principalEndsAt }), Infinity);
  const begun = steps();
  await begun.change(join, person('ada'));

  time.now = principalEndsAt;
  await begun.change(join, person('ben'));

  await expect(steps().change(join, person('cem'))).rejects.toMatchObject({ reason: 'principal_expired' });
  expect(await head()).toBe(2);
});

// @req auth.signed-principal
test('a command whose principal has ended is thrown back to its gateway as at the door, not answered to the caller', async () => {
  const [declarations, trust] = [productDeclarations(), testTrust()];
  const anHourLater = (): number => Date.now() + 3_600_000;
  const runtime = startRuntime({ store: memoryStore().view(), declarations, kinds: [], clock: anHourLater });
  const enable = internalAction('EnableServiceAccount', { load: () => ({}), decide: () => accept({}, []) });
  const server = inProcessServer();
  const { verify } = trust;
  server.add(
    commandDoor({ service: 'any', runtime, declarations, actions: [enable], verify, defect: () => undefined }),
  );
  const path = [{ name: 'id', value: '1' }];
  const request = { action: enable.name, call: testCall(), path, query: [], body: Buffer.alloc(0) };

  const asked = server.channel().call(CommandServiceService.execute, request, {
    deadline: Infinity,
    principal: trust.sign({ scopes: declarations.scopes }),
  });

  await expect(asked).rejects.toMatchObject({ kind: 'unauthenticated', reason: 'principal_expired' });
});
