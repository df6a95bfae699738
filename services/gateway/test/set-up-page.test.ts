import { expect, test } from '@jest/globals';
import { openedPage } from './opened-page.ts';
import { answer } from './recording-service.ts';
import { runningGateway } from './running-gateway.ts';

const password = 'correct horse battery';
const chosen = { password, again: password };
const ofOwner = { email: 'ada@lab.example', organization: 'Test Lab', name: 'Ada' };

// @req people.set-up
test('shows a set-up page that runs nothing but its own files', async () => {
  await using lab = await runningGateway();

  const page = await lab.fetch('/set-up', { headers: {} });
  const html = await page.text();
  const files = [...html.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, path]) => path ?? '');

  expect([page.status, page.headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8']);
  expect(page.headers.get('content-security-policy')).toContain("default-src 'none'; script-src 'self'");
  expect(page.headers.get('referrer-policy')).toBe('no-referrer');
  expect(html).not.toMatch(/<script>|<style|\son[a-z]+=|style=/);
  expect(files).toEqual(['set-up/form.css', 'set-up/form.js']);
  const types = await Promise.all(
    files.map(async (path) => {
      const response = await lab.fetch(`/${path}`, { headers: {} });
      return [response.status, response.headers.get('content-type')];
    }),
  );
  expect(types).toEqual([
    [200, 'text/css; charset=utf-8'],
    [200, 'text/javascript; charset=utf-8'],
  ]);
});

test('every field of the set-up page has its label', async () => {
  await using lab = await runningGateway();

  const html = await (await lab.fetch('/set-up', { headers: {} })).text();

  const fields = [...html.matchAll(/<input\s+id="([^"]+)"/g)].map(([, id]) => id);
  const labels = [...html.matchAll(/<label for="([^"]+)"/g)].map(([, id]) => id);
  expect(fields).toEqual(['email', 'organization', 'name', 'password', 'again']);
  expect(labels).toEqual(fields);
});

// @req people.set-up
test.each([
  ['the first owner', `owner.${'s'.repeat(43)}`, ofOwner],
  ['a person', `12.${'s'.repeat(43)}`, { name: 'Grace' }],
  ['a person who gives no name', `12.${'s'.repeat(43)}`, {}],
])('the page of %s sends the whole token of the link with what was filled in', async (_name, token, filled) => {
  await using lab = await runningGateway();
  lab.identity.execute = () => Promise.resolve(answer(200, { id: 1, email: 'ada@lab.example', name: 'Ada' }));
  const page = await openedPage(lab, `#${token}`);

  const said = await page.submit({ ...filled, ...chosen });

  const { action, body } = lab.identity.only;
  expect([action, JSON.parse(Buffer.from(body).toString())]).toEqual(['SetUp', { token, ...filled, password }]);
  expect(said).toBe('Done. You can sign in now as ada@lab.example.');
  expect([page.element('form').hidden, page.element('outcome').hidden]).toEqual([true, false]);
  expect(page.addresses).toEqual(['/set-up']);
});

// @req people.set-up
test.each([
  ['the first owner', `#owner.${'s'.repeat(43)}`, true],
  ['a person', `#12.${'s'.repeat(43)}`, false],
])('the page of %s asks for what is needed', async (_name, fragment, isOwner) => {
  await using lab = await runningGateway();

  const { element } = await openedPage(lab, fragment);

  const [form, owner, outcome] = ['form', 'owner', 'outcome'].map((id) => element(id).hidden);
  expect([form, owner, outcome]).toEqual([false, !isOwner, true]);
  const required = ['email', 'organization', 'name', 'password', 'again'].filter((id) => element(id).required);
  expect(required).toEqual(isOwner ? ['email', 'organization', 'password', 'again'] : ['password', 'again']);
});

test('a link that lost its token opens no form', async () => {
  await using lab = await runningGateway();

  const { element } = await openedPage(lab, '');

  expect([element('form').hidden, element('outcome').hidden]).toEqual([true, false]);
  expect(element('outcome').textContent).toBe('This link is not complete. Open the whole link that you were given.');
});

const missing = [
  { loc: ['body', 'password'], msg: 'Too common', type: 'value_error' },
  { loc: ['body', 'email'], msg: 'Field required', type: 'missing' },
];

test.each<[number, unknown, string]>([
  [404, 'set_up_link_not_found', 'This link is not good any more. Ask for a new one.'],
  [422, missing, 'password: Too common; email: Field required'],
  [429, 'rate_limited', 'Too many tries. Wait a moment, then try again.'],
  [503, 'unavailable', 'The system is busy. Wait a moment, then try again.'],
  [409, 'name_taken', 'That did not work: name_taken'],
])('says what an answer of %d means, and lets the form be sent again', async (status, detail, meaning) => {
  await using lab = await runningGateway();
  lab.identity.execute = () => Promise.resolve(answer(status, { detail }));
  const page = await openedPage(lab, '#12.secret');

  const said = await page.submit(chosen);

  expect([said, page.element('form').hidden, page.addresses]).toEqual([meaning, false, []]);
});

test('sends nothing while the two passwords differ', async () => {
  await using lab = await runningGateway();
  const page = await openedPage(lab, '#12.secret');

  const said = await page.submit({ password, again: 'correct horse' });

  expect([said, lab.identity.calls.length]).toEqual(['The two passwords differ.', 0]);
});

test('says so when the gateway cannot be reached', async () => {
  await using lab = await runningGateway();
  const page = await openedPage(lab, '#12.secret');
  await lab.gateway.stop();

  expect(await page.submit(chosen)).toBe('The server could not be reached. Try again.');
});
