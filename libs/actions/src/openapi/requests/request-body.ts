import type { Declaration } from '../../declaration.ts';
import type { JsonSchema } from '../../json/json-schema.ts';
import type { Components } from '../components.ts';
import { requestExample } from '../examples.ts';
import { bodyFields, rowFields, rowNames } from './request-fields.ts';
import { unnamedRow } from './request-schema.ts';

/** The body of an action's request, `undefined` where it has none. Of a bulk, `row` is the action that each item stands for. */
export function requestBody(
  action: Declaration,
  row: Declaration | undefined,
  components: Components,
): JsonSchema | undefined {
  const fields = bodyFields(action);
  if (fields.length === 0) return undefined;
  const schema = row === undefined ? components.request(bodyName(action), fields) : bulkSchema(action, row, components);
  const example = row === undefined ? requestExample(fields) : bulkExample(row);
  return {
    required:
      action.method === 'PATCH' || fields.some(({ rules }) => rules.required || rules.requiredWithout !== undefined),
    content: {
      'application/json': { schema, ...(example !== undefined && { examples: { example: { value: example } } }) },
    },
  };
}

function bulkSchema(action: Declaration, row: Declaration, components: Components): JsonSchema {
  const items = action.input.fields.find(({ wireName }) => wireName === 'items');
  return {
    type: 'object',
    properties: {
      items: {
        type: 'array',
        minItems: items?.rules.minItems ?? 1,
        maxItems: items?.rules.maxItems,
        items: rowSchema(row, components),
        description:
          'Each is judged as if it came alone, in order: one that breaks a rule is refused in its own row of the answer.',
      },
    },
    required: ['items'],
  };
}

function rowSchema(row: Declaration, components: Components): JsonSchema {
  const { inPath, others } = rowNames(row);
  if (inPath.length === 0) return components.request(bodyName(row), rowFields(row));
  return components.request(`${row.name}Row`, rowFields(row), [unnamedRow(inPath, others)]);
}

function bulkExample(row: Declaration): unknown {
  const { others } = rowNames(row);
  const one = requestExample(rowFields(row).filter((field) => !others.includes(field)));
  return one && { items: [one] };
}

function bodyName({ name }: Declaration): string {
  return `${name}Request`;
}
