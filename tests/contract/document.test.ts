import { expect, test } from '@jest/globals';
import { Validator } from '@seriousme/openapi-schema-validator';
import { describeShape } from '../harness/every-shape.ts';
import { startOneProcess } from '../harness/shapes.ts';

describeShape(
  'the documents of the product',
  () => startOneProcess(),
  (lab) => {
    // @req openapi.honest, openapi.served
    test.each(['/api/v1/integrations/openapi.json', '/api/v1/openapi.json'])(
      '%s is valid by the schema of OpenAPI 3.1',
      async (path) => {
        const { client } = lab();
        const { body } = await client.get<Record<string, unknown>>(path);

        const validator = new Validator();
        const { valid, errors } = await validator.validate(body);

        expect([valid, errors, validator.version]).toEqual([true, undefined, '3.1']);
      },
    );
  },
);
