import type { JsonSchema } from '../../json/json-schema.ts';

/** What stands as `detail`: a word, or the list of a failed validation. */
export const refusalDetail: JsonSchema = {
  anyOf: [{ type: 'string' }, { type: 'array', items: { $ref: '#/components/schemas/Violation' } }],
};

/** The bodies of refusals: a word, beside which some say more, or the list of a failed validation. */
export const errorSchemas: Readonly<Record<string, JsonSchema>> = {
  Refusal: {
    type: 'object',
    description: 'A stable word, or a sentence fixed by the contract. Some refusals say more beside it.',
    properties: { detail: { type: 'string' } },
    required: ['detail'],
  },
  VersionConflict: {
    type: 'object',
    properties: {
      detail: { type: 'string', examples: ['version_conflict'] },
      version: { type: 'integer', description: 'The version that the record has now, as in ETag.' },
    },
    required: ['detail', 'version'],
  },
  TransitionRefusal: {
    type: 'object',
    description: 'With transition_not_allowed comes where the record may go from here.',
    properties: { detail: { type: 'string' }, allowed: { type: 'array', items: { type: 'string' } } },
    required: ['detail'],
  },
  Violations: {
    type: 'object',
    description: 'Every rule that the request breaks, up to a hundred.',
    properties: { detail: { type: 'array', minItems: 1, items: { $ref: '#/components/schemas/Violation' } } },
    required: ['detail'],
  },
  Violation: {
    type: 'object',
    properties: {
      loc: {
        type: 'array',
        description: 'Where: body, query, path or header, then names and indexes.',
        items: { type: ['string', 'integer'] },
      },
      msg: { type: 'string' },
      type: { type: 'string', description: 'A stable word for the rule.' },
    },
    required: ['loc', 'msg', 'type'],
  },
};
