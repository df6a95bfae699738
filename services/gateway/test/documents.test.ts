import { expect, test } from '@jest/globals';
import { runningGateway } from './running-gateway.ts';

const bases = ['/api/v1', '/api/v1/integrations'];
const stranger = { headers: {} };

// @req openapi.served
test.each([
  ['/api/v1/openapi.json', { title: 'Benchline API', version: expect.stringMatching(/^\d+\.\d+\.\d+/) }],
  // The contract's own version: it says v1 of itself, and within v1 there are only additions.
  ['/api/v1/integrations/openapi.json', { title: 'Benchline Integration API', version: 'v1' }],
])('shows %s to everybody', async (path, info) => {
  await using lab = await runningGateway();

  const response = await lab.fetch(path, stranger);
  const document = (await response.json()) as Record<string, unknown>;

  expect(response.status).toBe(200);
  expect(document).toMatchObject({ openapi: '3.1.0', info });
});

// @req openapi.served
test('tells of the integration surface by itself, and of all the others in one', async () => {
  await using lab = await runningGateway();
  const pathsOf = async (base: string) => {
    const { paths, servers } = (await (await lab.fetch(`${base}/openapi.json`)).json()) as {
      paths: Record<string, unknown>;
      servers: unknown;
    };
    expect(servers).toEqual([{ url: base }]);
    return Object.keys(paths);
  };

  expect(await pathsOf('/api/v1/integrations')).toEqual(expect.arrayContaining(['/samples', '/docs']));
  expect(await pathsOf('/api/v1/integrations')).not.toContain('/samples/{id}/review');
  expect(await pathsOf('/api/v1')).toEqual(
    expect.arrayContaining(['/samples', '/samples/{id}/review', '/admin/people']),
  );
});

// @req docs.swagger
test.each(bases)(
  'the page at %s/docs loads all that it needs from its own origin, and nothing inline',
  async (base) => {
    await using lab = await runningGateway();

    const response = await lab.fetch(`${base}/docs`, stranger);
    const page = await response.text();
    const policy = response.headers.get('content-security-policy') ?? '';
    const addresses = [...page.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, address = '']) => address);

    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(policy).toContain("default-src 'none'; script-src 'self'; style-src 'self'");
    expect(policy).not.toContain('unsafe');
    expect(page).not.toMatch(/<script(?![^>]*\ssrc=)|<style|\son\w+=|\sstyle=/);
    expect(addresses.length).toBeGreaterThan(3);
    for (const address of addresses) {
      const asset = await lab.fetch(new URL(address, `http://lab${base}/docs`).pathname, stranger);
      expect([address, asset.status, asset.headers.get('x-content-type-options')]).toEqual([address, 200, 'nosniff']);
      await asset.arrayBuffer();
    }
  },
);

test.each([
  ['swagger-ui.css', 'text/css; charset=utf-8'],
  ['swagger-ui-bundle.js', 'text/javascript; charset=utf-8'],
  ['initialize.js', 'text/javascript; charset=utf-8'],
  ['favicon-32x32.png', 'image/png'],
])('gives %s as %s, and only once to who keeps it', async (name, contentType) => {
  await using lab = await runningGateway();
  const path = `/api/v1/docs/${name}`;

  const first = await lab.fetch(path, stranger);
  const etag = first.headers.get('etag') ?? '';
  const again = await lab.fetch(path, { headers: { 'if-none-match': `"other", W/${etag}` } });
  const other = await lab.fetch(path, { headers: { 'if-none-match': '"other"' } });

  expect([first.status, first.headers.get('content-type')]).toEqual([200, contentType]);
  expect(first.headers.get('cache-control')).toBe('no-cache');
  expect((await first.arrayBuffer()).byteLength).toBeGreaterThan(100);
  expect([again.status, again.headers.get('etag'), await again.text()]).toEqual([304, etag, '']);
  expect(other.status).toBe(200);
  await other.arrayBuffer();
});

test.each([
  'package.json',
  'index.html',
  'swagger-ui.js',
  '../package.json',
  '..%2fpackage.json',
  'swagger-ui.css.map',
])('nothing else of the package can be had, such as %s', async (name) => {
  await using lab = await runningGateway();

  expect((await lab.fetch(`/api/v1/docs/${name}`)).status).toBe(404);
});

// @req docs.swagger
test('/docs leads to the whole reference', async () => {
  await using lab = await runningGateway();

  const response = await lab.fetch('/docs', { ...stranger, redirect: 'manual' });

  expect([response.status, response.headers.get('location')]).toEqual([302, '/api/v1/docs']);
  expect(response.headers.get('x-request-id')).toMatch(/.+/);
});
