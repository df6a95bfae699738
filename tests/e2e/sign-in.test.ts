import { expect, test } from '@jest/globals';
import { admin, made, owner, signIn, signInAnswer } from '../harness/administration.ts';
import { clientOf } from '../harness/client.ts';
import { describeInEveryShape } from '../harness/every-shape.ts';

const wrong = 'a password that nobody has';

describeInEveryShape('people', (lab) => {
  const nobody = () => clientOf({ url: lab().product.url, key: undefined });

  // @req first-start.owner, sign-in.session, sign-in.me
  test('the first owner signs in and is told who they are', async () => {
    const { url } = lab().product;

    const { token, person, organization, role, expires_at } = await signInAnswer(url);
    const me = made(await clientOf({ url, key: token }).get('/api/v1/auth/me'), 200);

    expect({ person, organization, role }).toEqual({
      person: { id: 1, email: owner.email, name: expect.any(String) },
      organization: { id: 1, name: owner.organization },
      role: 'owner',
    });
    expect(Date.parse(expires_at)).toBeGreaterThan(Date.now());
    expect(me).toMatchObject({ person, organization, role, csrf_token: expect.any(String) });
    expect(me['permissions']).toEqual(expect.arrayContaining(['owners:manage', 'samples:qc', 'audit:view']));
  });

  // @req sign-in.invalid
  test('whoever is wrong learns nothing but that', async () => {
    const attempts = [
      { email: 'nobody@lab.example', password: wrong },
      { email: owner.email, password: wrong },
      { email: owner.email, password: owner.password, organization: 'Nowhere' },
      { email: owner.email, password: owner.password, organization: 4711 },
      { email: 'LIMS', password: lab().product.key },
    ];

    const answers = await Promise.all(attempts.map((body) => nobody().post('/api/v1/auth/sign-in', body)));

    expect(answers.map(({ status, text }) => ({ status, text }))).toEqual(
      attempts.map(() => ({ status: 401, text: '{"detail":"Invalid email or password"}' })),
    );
  });

  test('an address is the same in upper case', async () => {
    const { url } = lab().product;

    expect((await signInAnswer(url, { ...owner, email: owner.email.toUpperCase() })).person.id).toBe(1);
  });

  // @req sign-in.sign-out
  test('after signing out the session is over', async () => {
    const { url } = lab().product;
    const person = await signIn(url);

    const out = await person.post('/api/v1/auth/sign-out', {});
    const after = await person.get('/api/v1/auth/me');

    expect(out).toMatchObject({ status: 204, text: '' });
    expect(after.status).toBe(401);
  });

  // @req sign-in.session, sign-in.origin
  test('a browser has a cookie, and writes with the token against forgery, from here only', async () => {
    const { url } = lab().product;
    const answer = await nobody().post('/api/v1/auth/sign-in', owner);
    const [cookie = ''] = (answer.headers.get('set-cookie') ?? '').split(';');
    expect(answer.headers.get('set-cookie')).toMatch(/; HttpOnly/);
    expect(answer.headers.get('set-cookie')).toMatch(/; Secure/);
    const send = (method: string, path: string, headers: Readonly<Record<string, string>>, body?: unknown) =>
      nobody().send<Readonly<Record<string, unknown>>>({
        method,
        path,
        headers: { cookie, ...(body !== undefined && { 'content-type': 'application/json' }), ...headers },
        ...(body !== undefined && { body: JSON.stringify(body) }),
      });
    const me = made(await send('GET', '/api/v1/auth/me', {}), 200);
    const token = String(me['csrf_token']);
    const project = (name: string) => ({ external_id: name, name });

    const without = await send('POST', '/api/v1/projects', {}, project('without'));
    const forged = await send('POST', '/api/v1/projects', { 'x-csrf-token': `${token}x` }, project('forged'));
    const elsewhere = { 'x-csrf-token': token, origin: 'https://elsewhere.example' };
    const fromElsewhere = await send('POST', '/api/v1/projects', elsewhere, project('elsewhere'));
    const right = await send('POST', '/api/v1/projects', { 'x-csrf-token': token, origin: url }, project('right'));
    const integration = await send('GET', '/api/v1/integrations/projects', {});

    expect([without, forged].map(({ status, body }) => [status, body['detail']])).toEqual([
      [403, 'csrf_required'],
      [403, 'csrf_required'],
    ]);
    expect(fromElsewhere).toMatchObject({ status: 403, body: { detail: 'origin_not_allowed' } });
    expect(right.status).toBe(201);
    expect(integration).toMatchObject({ status: 401, body: { detail: 'API key required' } });
  });

  // @req auth.session-surface, auth.people-routes, keys.people-only
  test('a session is not for machines, and a key not for people', async () => {
    const { client, people } = lab();
    const session = await people.get('/projects');
    const key = await client.get(`${admin}/service-accounts`);
    const own = await client.get('/api/v1/auth/me');

    expect(session).toMatchObject({ status: 401, body: { detail: 'API key required' } });
    expect(key).toMatchObject({ status: 403, body: { detail: 'session_required' } });
    expect(own).toMatchObject({ status: 403, body: { detail: 'session_required' } });
  });

  // @req sign-in.password
  test('a new password ends the other sessions, and not this one', async () => {
    const { url } = lab().product;
    const [here, there] = [await signIn(url), await signIn(url)];
    const next = 'another long sentence of the owner';

    const short = await here.post('/api/v1/auth/password', { current: owner.password, new: 'short' });
    const common = await here.post('/api/v1/auth/password', { current: owner.password, new: '123456789012' });
    made(await here.post('/api/v1/auth/password', { current: owner.password, new: next }), 200);
    const [stays, ends] = [await here.get('/api/v1/auth/me'), await there.get('/api/v1/auth/me')];
    made(await here.post('/api/v1/auth/password', { current: next, new: owner.password }), 200);

    expect([short.status, common.status]).toEqual([422, 422]);
    expect([stays.status, ends.status]).toEqual([200, 401]);
  });

  // @req people.set-up, admin.people
  test('a new person chooses a password by a link that works once', async () => {
    const { product } = lab();
    const people = await signIn(product.url);
    const person = made(
      await people.post(`${admin}/people`, { email: 'new@lab.example', name: 'Newcomer', role: 'technician' }),
      201,
    );
    const token = String(person['set_up_url']).split('#')[1];
    const password = 'the newcomer’s own long sentence';

    const early = await nobody().post('/api/v1/auth/sign-in', { email: 'new@lab.example', password });
    const used = await nobody().post('/api/v1/auth/set-up', { token, password });
    const again = await nobody().post('/api/v1/auth/set-up', { token, password: 'somebody else’s long sentence' });
    const { role } = await signInAnswer(product.url, { email: 'new@lab.example', password });

    expect(person).toMatchObject({ status: 'invited', role: 'technician' });
    expect(early.status).toBe(401);
    expect(used.status).toBe(200);
    expect(again.status).toBeGreaterThanOrEqual(400);
    expect(role).toBe('technician');
    expect(made(await people.get(`${admin}/people/${String(person['id'])}`), 200)).toMatchObject({ status: 'active' });
  });

  // @req organizations.create, people.invitation, sign-in.organization
  test('a person is invited to a second organization, joins it, and says which one to sign in to', async () => {
    const { url } = lab().product;
    const first = await signIn(url, { ...owner, organization: 1 });
    const body = { email: 'two@lab.example', name: 'Two', role: 'viewer', password: 'two places, one long sentence' };
    made(await first.post(`${admin}/people`, body), 201);
    const founded = made(await first.post('/api/v1/organizations', { name: 'Coast' }), 201);
    const coast = await signIn(url, { ...owner, organization: 'coast' });

    const invited = made(await coast.post(`${admin}/people`, { email: body.email, name: 'T', role: 'scientist' }), 201);
    const guest = await signIn(url, body);
    const [invitation] = made(
      await guest.get<{ items: readonly { id: number; organization: unknown }[] }>('/api/v1/auth/invitations'),
      200,
    ).items;
    made(await guest.post(`/api/v1/auth/invitations/${String(invitation?.id)}/accept`, {}), 200);
    const which = await nobody().post('/api/v1/auth/sign-in', { email: body.email, password: body.password });
    const there = await signInAnswer(url, { ...body, organization: Number(founded['id']) });

    expect(invited).toMatchObject({ status: 'invited' });
    expect(invited['set_up_url']).toBeUndefined();
    expect(invitation?.organization).toEqual({ id: founded['id'], name: 'Coast' });
    expect(which).toMatchObject({ status: 409, body: { detail: 'organization_required' } });
    expect(there).toMatchObject({ role: 'scientist', organization: { name: 'Coast' } });
  });

  // @req sign-in.lockout
  test('the tenth wrong password is refused like the first, then comes a pause', async () => {
    const people = await signIn(lab().product.url, { ...owner, organization: 1 });
    const body = { email: 'locked@lab.example', name: 'L', role: 'viewer', password: 'the right one, and long enough' };
    made(await people.post(`${admin}/people`, body), 201);
    const attempt = (email: string, password: string) => nobody().post('/api/v1/auth/sign-in', { email, password });

    for (const email of [body.email, 'no-one@lab.example']) {
      const statuses: number[] = [];
      for (let tries = 0; tries < 10; tries += 1) statuses.push((await attempt(email, wrong)).status);
      const paused = await attempt(email, body.password);

      expect(statuses).toEqual(Array.from({ length: 10 }, () => 401));
      expect(paused).toMatchObject({ status: 429, body: { detail: 'too_many_attempts' } });
      expect(Number(paused.headers.get('retry-after'))).toBeGreaterThan(0);
      expect(Number(paused.headers.get('retry-after'))).toBeLessThanOrEqual(900);
    }
  });
});
