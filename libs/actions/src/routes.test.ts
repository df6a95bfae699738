import { expect, test } from '@jest/globals';
import { labDeclarations } from '../test/lab.ts';
import { routes } from './routes.ts';

// @req declaration.table
test('puts actions on their surfaces, those for integrations on two', async () => {
  const lab = await labDeclarations();
  const urls = (surface: 'api' | 'integration' | 'admin'): string[] =>
    routes(lab, surface).map(({ method, url }) => `${method} ${url}`);

  expect(urls('integration')).toEqual(['POST /api/v1/integrations/racks/:rack_id/tubes']);
  expect(urls('admin')).toEqual(['DELETE /api/v1/admin/tubes/:id']);
  expect(urls('api')).toEqual([
    'POST /api/v1/racks/:rack_id/tubes',
    'PATCH /api/v1/tubes/:id',
    'PATCH /api/v1/tubes/bulk',
    'POST /api/v1/tubes/:id/seal',
    'GET /api/v1/tubes/by-label/:label',
    'GET /api/v1/tubes',
  ]);
});
