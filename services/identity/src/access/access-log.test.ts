import { productDeclarations } from '@benchline/actions';
import type { AccessRefusal } from '@benchline/proto/benchline/identity/v1/lease.ts';
import { LeaseServiceService } from '@benchline/proto/benchline/identity/v1/lease.ts';
import type { LoggedChange } from '@benchline/runtime';
import { platform, readCommit, startRuntime } from '@benchline/runtime';
import { labTime, memoryStore, testCall } from '@benchline/runtime/testing';
import type { Fault, FaultMethod, FaultPlan } from '@benchline/store/faults';
import { withFaults } from '@benchline/store/faults';
import { eventually, virtualTime } from '@benchline/testing';
import { expect, test } from '@jest/globals';
import type { IdentityLab } from '../../test/identity-lab.ts';
import { callTo, identityLab } from '../../test/identity-lab.ts';
import { identityKinds } from '../kinds.ts';
import { startAccessLog } from './start-access-log.ts';

const call = testCall({ organizationId: 0, source: '192.0.2.7', requestId: 'request-7' });
const presence = { organizationId: 1, personId: 3, sessionId: 'bls_0123456789abcdef' };
const wrong = 'Invalid email or password';

/** What the events in an organization's log say, without the parts that all have. */
async function events(lab: Pick<IdentityLab, 'commits'>, org = 1): Promise<readonly LoggedChange['after'][]> {
  const changes = (await lab.commits(org)).flatMap(({ entries }) => entries.flatMap((entry) => entry.changes));
  return changes.filter(({ kind }) => kind === 'access_event').map(({ after }) => after);
}

// @req admin.audit
test('who comes in and leaves is in the organization’s log, with session, address and request', async () => {
  await using lab = await identityLab();

  await lab.access.signedIn(presence, call);
  await lab.access.signedOut(presence, call);

  const both = {
    outcome: 'done',
    actorKind: 'person',
    actorId: 3,
    credentialMethod: 'session',
    credentialId: presence.sessionId,
    source: '192.0.2.7',
    requestId: 'request-7',
    count: 1,
  };
  expect(await events(lab)).toMatchObject([
    { ...both, id: 1, action: 'SignIn' },
    { ...both, id: 2, action: 'SignOut' },
  ]);
});

const refusedPassword = { action: 'SignIn', personId: 3, organizationIds: [1], code: wrong } as const;

// @req admin.audit
test('a wrong password of somebody known is in the log of each of their organizations, within a second', async () => {
  const time = virtualTime(Date.parse(labTime));
  await using lab = await identityLab({ time });

  lab.access.passwordRefused({ ...refusedPassword, organizationIds: [1, 2] }, call);
  await time.advance(1_000);
  lab.access.passwordRefused(refusedPassword, { ...call, requestId: 'request-8' });
  await time.advance(1_000);

  const refused = { action: 'SignIn', outcome: 'refused', code: wrong, actorKind: 'person', actorId: 3, count: 1 };
  expect(await events(lab, 1)).toMatchObject([
    { ...refused, requestId: 'request-7', createdAt: labTime },
    { ...refused, requestId: 'request-8' },
  ]);
  expect(await events(lab, 2)).toMatchObject([refused]);
});

// @req admin.strangers
test('attempts of nobody known are counted per minute and address', async () => {
  const time = virtualTime(Date.parse(labTime));
  await using lab = await identityLab({ time });

  for (let count = 0; count < 50; count += 1) lab.access.strangerRefused(call);
  lab.access.strangerRefused({ ...call, source: '192.0.2.8' });
  await time.advance(59_000);
  expect(await events(lab, platform)).toEqual([]);
  await time.advance(1_000);
  lab.access.strangerRefused(call);
  await time.advance(60_000);

  expect(await lab.commits(platform)).toHaveLength(2);
  const refused = { action: 'SignIn', outcome: 'refused', code: wrong };
  expect(await events(lab, platform)).toMatchObject([
    { ...refused, source: '192.0.2.7', count: 50, createdAt: labTime },
    { ...refused, source: '192.0.2.8', count: 1 },
    { ...refused, source: '192.0.2.7', count: 1, createdAt: '2026-03-01T08:01:00.000Z' },
  ]);
});

// @req admin.strangers
test('attempts from more addresses than are counted apart are counted together', async () => {
  const time = virtualTime(Date.parse(labTime));
  await using lab = await identityLab({ time });

  for (let host = 0; host < 1_500; host += 1) lab.access.strangerRefused({ ...call, source: `host-${String(host)}` });
  await time.advance(60_000);

  const logged = await events(lab, platform);
  expect(logged).toHaveLength(1_001);
  expect(logged.at(-1)).toMatchObject({ source: '', count: 500 });
});

// @req admin.strangers
test('of attempts on somebody who is locked out the first is told at once, and the others are counted per minute', async () => {
  const time = virtualTime(Date.parse(labTime));
  await using lab = await identityLab({ time });

  for (let seconds = 0; seconds < 180; seconds += 1) {
    lab.access.passwordRefused({ ...refusedPassword, code: 'too_many_attempts' }, call);
    await time.advance(1_000);
  }

  const locked = { code: 'too_many_attempts', actorId: 3 };
  expect(await events(lab)).toMatchObject([1, 60, 60].map((count) => ({ ...locked, count })));
});

// @req admin.strangers
test('what is counted is written when the service stops', async () => {
  const lab = await identityLab();

  lab.access.strangerRefused(call);
  await lab[Symbol.asyncDispose]();

  expect(await events(lab, platform)).toMatchObject([{ count: 1 }]);
});

const told = { code: 'key_scope_missing', credentialId: '5' };
const refusal: AccessRefusal = {
  organizationId: 1,
  actor: { kind: 'service_account', id: 2, name: 'LIMS' },
  credentialMethod: 'key',
  credentialId: '5',
  action: 'CreateSample',
  code: 'key_scope_missing',
  source: '192.0.2.7',
  requestId: 'request-7',
  count: 12,
};

// @req admin.audit
test('refusals that a gateway reports are in the logs of their organizations, many in one commit', async () => {
  const time = virtualTime(Date.parse(labTime));
  await using lab = await identityLab({ time });
  const refusals = Array.from({ length: 250 }, (_, index) => ({ ...refusal, credentialId: String(index) }));
  const other: AccessRefusal = { ...refusal, organizationId: 2, actor: undefined, count: 0 };
  const report = callTo(lab.served, LeaseServiceService.reportRefusals);
  const context = { deadline: Infinity, principal: lab.trust.tokens.own() };

  await report({ reportId: 'a report', refusals: [...refusals, other] }, context);
  await time.advance(1_000);

  const logged = await events(lab);
  expect(logged).toHaveLength(250);
  expect(logged[5]).toMatchObject({
    action: 'CreateSample',
    outcome: 'refused',
    code: 'key_scope_missing',
    actorKind: 'service_account',
    actorId: 2,
    credentialMethod: 'key',
    credentialId: '5',
    source: '192.0.2.7',
    requestId: 'request-7',
    count: 12,
  });
  expect(await lab.commits()).toHaveLength(2);
  expect(await events(lab, 2)).toMatchObject([{ code: 'key_scope_missing', count: 1 }]);
});

// @req admin.audit
test('who is refused without end is in the log at once, and then once a minute', async () => {
  const time = virtualTime(Date.parse(labTime));
  await using lab = await identityLab({ time });
  const report = (reportId: string) => {
    lab.access.report({ reportId, refusals: [refusal] });
  };

  for (let seconds = 0; seconds < 121; seconds += 1) {
    report(String(seconds));
    await time.advance(1_000);
  }
  await time.advance(120_000);
  report('later');
  await time.advance(1_000);

  const logged = await events(lab);
  expect(logged).toMatchObject([12, 720, 720, 12].map((count) => ({ ...told, count })));
});

// @req admin.audit
test('a report that is told again, since its answer was lost, counts once', async () => {
  const time = virtualTime(Date.parse(labTime));
  await using lab = await identityLab({ time });
  const report = (reportId: string) => {
    lab.access.report({ reportId, refusals: [refusal] });
  };

  report('a report');
  report('a report');
  report('another');
  await time.advance(1_000);

  expect(await events(lab)).toMatchObject([{ count: 24 }]);
});

// @req admin.audit
test.each<[string, FaultMethod, Fault, readonly number[]]>([
  ['the first part fails', 'load', 'before', [1]],
  ['the second part fails', 'load', 'before', [2]],
  ['the answer of the first part is lost, again and again', 'append', 'after', [1, 2]],
  ['the answer of the second part is lost, again and again', 'append', 'after', [2, 3]],
])('where %s, each refusal is in the log once in the end', async (_what, method, fault, failing) => {
  await using log = faultyLog((called, callsBefore) =>
    called === method && failing.includes(callsBefore + 1) ? fault : undefined,
  );
  const refusals = Array.from({ length: 251 }, (_, index) => ({ ...refusal, credentialId: String(index) }));
  const ids = async () => (await events(log)).map((after) => Number(after['credentialId']));
  const afterASecond = (condition: () => boolean | Promise<boolean>) =>
    eventually(async () => {
      await log.time.advance(1_000);
      return condition();
    });

  log.access.report({ reportId: 'a report', refusals: refusals.slice(0, 250) });
  await afterASecond(() => log.failures.length > 0);
  // Comes after all that is to be written again.
  log.access.report({ reportId: 'the last', refusals: refusals.slice(250) });
  await afterASecond(async () => (await ids()).includes(250));

  expect((await ids()).sort((a, b) => a - b)).toEqual(refusals.map((_, index) => index));
});

/** An access log alone, on a store with faults. */
function faultyLog(plan: FaultPlan) {
  const time = virtualTime(Date.parse(labTime));
  const store = withFaults(memoryStore().view(), plan);
  const runtime = startRuntime({
    store,
    declarations: productDeclarations(),
    kinds: identityKinds,
    clock: time.now,
  });
  const failures: unknown[] = [];
  const access = startAccessLog({ runtime: () => runtime, time, failed: (error) => void failures.push(error) });
  return {
    ...{ access, time, failures },
    commits: async (org = 1) => (await store.commits(org, 0, 10_000)).map((row) => readCommit(row, runtime.kinds)),
    [Symbol.asyncDispose]: async () => {
      await access.stop();
      await runtime.stop();
    },
  };
}
