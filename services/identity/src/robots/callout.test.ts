import { accountSigner } from '@benchline/nats-auth';
import { unavailable } from '@benchline/errors';
import { labTime } from '@benchline/runtime/testing';
import { virtualTime } from '@benchline/testing';
import { createAccount, createServer, createUser } from '@nats-io/nkeys';
import { expect, test } from '@jest/globals';
import type { Callout, Outcome } from './callout.ts';
import { callout } from './callout.ts';
import type { Judgement } from './judge-robot.ts';

const account = createAccount();
const server = createServer();
const encode = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');

function requestFor(issuer = account.getPublicKey()): string {
  const id = server.getPublicKey();
  const client = { client_info: { host: '192.0.2.7', id: 14 }, connect_opts: { auth_token: 'a token' } };
  const nats = { server_id: { id }, user_nkey: createUser().getPublicKey(), ...client };
  const claims = { aud: 'nats-authorization-request', iss: id, sub: issuer, nats };
  const signed = `${encode({ alg: 'ed25519-nkey' })}.${encode(claims)}`;
  return `${signed}.${Buffer.from(server.sign(Buffer.from(signed))).toString('base64url')}`;
}

const admission: Judgement = {
  admitted: true,
  endsAt: Date.parse(labTime) + 60_000,
  standing: {
    ...{ good: true, organizationId: 7, organizationName: 'Test Org', credentialId: '12' },
    ...{ actor: { kind: 'service_account', id: 1, name: 'Arm' }, permissions: [], scopes: [], subjects: [] },
    endsAt: Infinity,
  },
  note: { organizationId: 7, serverId: 'N', clientId: 14, keyId: 12, since: labTime, subjects: [], version: 1 },
};

function labOf(judge: () => Promise<Judgement>) {
  const signer = accountSigner(new TextDecoder().decode(account.getSeed()));
  if (signer === undefined) throw new Error('the seed is good');
  const time = virtualTime(Date.parse(labTime));
  const outcomes: Outcome[] = [];
  const answers: Readonly<Record<string, unknown>>[] = [];
  const [forgotten, failures, reports]: [Judgement[], unknown[], unknown[]] = [[], [], []];
  const answering: Callout = callout({
    ...{ signer, account: 'ROBOTS', time, judge },
    forget: (judgement) => Promise.resolve(void forgotten.push(judgement)),
    report: (report) => void reports.push(report),
    count: (outcome) => void outcomes.push(outcome),
    failed: (error) => void failures.push(error),
  });
  const hear = (text = requestFor()): void => {
    answering.hear({
      text,
      answer: (given) => {
        const claims = JSON.parse(Buffer.from(given.split('.')[1] ?? '', 'base64url').toString()) as { nats: object };
        answers.push(claims.nats as Readonly<Record<string, unknown>>); // whatever was answered
      },
    });
  };
  return { ...{ time, outcomes, answers, forgotten, failures, reports, hear }, stop: () => answering.stop() };
}

test('who is admitted gets a pass, and nobody hears of it', async () => {
  const lab = labOf(() => Promise.resolve(admission));

  lab.hear();
  await lab.stop();

  expect([lab.outcomes, lab.reports, lab.failures]).toEqual([['admitted'], [], []]);
  expect(lab.answers).toEqual([expect.objectContaining({ jwt: expect.any(String) })]);
});

test.each<[string, number]>([
  ['unknown', 0],
  ['revoked', 1],
  ['expired', 1],
  ['disabled', 1],
])(
  'who is refused as %s is told the same as everybody, and the audit the reason where the key is known',
  async (reason, reports) => {
    const refusal = { reason, organizationId: 7, actor: undefined, credentialId: '12' };
    const lab = labOf(() => Promise.resolve({ admitted: false, refusal }));

    lab.hear();
    await lab.stop();

    expect(lab.answers).toEqual([expect.objectContaining({ error: 'The key is not good' })]);
    expect(lab.outcomes).toEqual(['refused']);
    expect(lab.reports).toHaveLength(reports);
  },
);

test('whoever can’t be judged is refused, and it is told', async () => {
  const lab = labOf(() => Promise.reject(unavailable('the store')));

  lab.hear();
  await lab.stop();

  expect([lab.outcomes, lab.failures.length]).toEqual([['failed'], 1]);
  expect(lab.answers).toEqual([expect.objectContaining({ error: expect.any(String) })]);
});

test('who is judged for too long is refused meanwhile, and doesn’t come in when it is done', async () => {
  const { promise, resolve } = Promise.withResolvers<Judgement>();
  const lab = labOf(() => promise);

  lab.hear();
  await lab.time.advance(2_500);
  const meanwhile = [...lab.outcomes];
  resolve(admission);
  await lab.stop();

  expect([meanwhile, lab.outcomes]).toEqual([['late'], ['late']]);
  expect([lab.answers.length, lab.forgotten]).toEqual([1, [admission]]);
});

test('of more than there is room for some are refused at once, and all others have their turn, a few at a time', async () => {
  let [under, most] = [0, 0];
  const lab = labOf(async () => {
    most = Math.max(most, (under += 1));
    await Promise.resolve();
    under -= 1;
    return admission;
  });
  const request = requestFor();

  for (let count = 0; count < 5_100; count += 1) lab.hear(request);
  await lab.stop();

  const counts = Object.fromEntries(
    [...Map.groupBy(lab.outcomes, (one) => one)].map(([one, all]) => [one, all.length]),
  );
  expect(counts).toEqual({ admitted: 5_064, overloaded: 36 });
  expect([most, lab.failures]).toEqual([64, []]);
}, 60_000);

test.each([
  ['nothing', ''],
  ['something else', 'hello'],
  ['a question to somebody else', requestFor(createAccount().getPublicKey())],
])('%s has no answer', async (_what, text) => {
  const lab = labOf(() => Promise.resolve(admission));

  lab.hear(text);
  await lab.stop();

  expect([lab.outcomes, lab.answers]).toEqual([['malformed'], []]);
});

test('nobody is judged any more when it has stopped', async () => {
  const lab = labOf(() => Promise.resolve(admission));

  await lab.stop();
  lab.hear();

  expect(lab.answers).toEqual([]);
});
