import { expect, test } from '@jest/globals';
import { describeInEveryShape } from '../harness/every-shape.ts';

describeInEveryShape('probes', (lab) => {
  // @req service.health
  test('answer without a credential', async () => {
    const { product } = lab();
    const get = async (path: string) => {
      const response = await fetch(`${product.url}${path}`);
      return { status: response.status, body: await response.json(), id: response.headers.get('x-request-id') };
    };

    expect(await get('/healthz')).toMatchObject({ status: 200, body: { status: 'ok' } });
    expect(await get('/version')).toMatchObject({
      status: 200,
      body: { version: expect.stringMatching(/^\d+\.\d+\.\d+/) },
    });
    expect(await get('/readyz')).toMatchObject({
      status: 200,
      body: { status: 'ready', dependencies: { execution: 'up', audit: 'up' } },
      id: expect.any(String),
    });
  });

  // @req openapi.served
  test('the description of the API is there for everybody and names every route that the stories use', async () => {
    const { product } = lab();

    const response = await fetch(`${product.url}/api/v1/integrations/openapi.json`);
    const document = (await response.json()) as { openapi: string; paths: Record<string, object> };

    expect(response.status).toBe(200);
    expect(document.openapi).toMatch(/^3\./);
    expect(Object.keys(document.paths).some((path) => path.endsWith('/samples/bulk'))).toBe(true);
  });
});
