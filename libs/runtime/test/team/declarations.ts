import type { Declarations, FieldDeclaration, FieldType, MessageDeclaration } from '@benchline/actions';

const rules: FieldDeclaration['rules'] = {
  required: false,
  requiredWithout: undefined,
  minLength: undefined,
  maxLength: undefined,
  minimum: undefined,
  maximum: undefined,
  pattern: undefined,
  values: [],
  minItems: undefined,
  maxItems: undefined,
  itemMaxLength: undefined,
  uniqueBy: undefined,
  immutable: false,
  sensitive: false,
  personal: false,
  forbidden: undefined,
  omitUnset: false,
  bulkOnly: false,
  object: false,
  maxBytes: undefined,
  example: undefined,
  presence: false,
};

/** A message of plain fields, of which callers must send the `required` ones. */
export function message(
  typeName: string,
  fields: Readonly<Record<string, FieldType>>,
  required: readonly string[] = [],
): MessageDeclaration {
  return {
    typeName,
    fields: Object.entries(fields).map(([name, type]) => ({
      wireName: name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`),
      name,
      type,
      list: name === 'changedFields',
      nullable: !required.includes(name),
      message: undefined,
      rules: { ...rules, required: required.includes(name) },
      description: '',
    })),
  };
}

/** How a member is written down. */
export const memberMessage = message('test.Member', {
  id: 'integer',
  name: 'string',
  team: 'string',
  role: 'string',
  active: 'boolean',
  email: 'string',
  version: 'integer',
  updatedAt: 'time',
});

const payload = message('test.MemberEvent', {
  memberId: 'integer',
  name: 'string',
  team: 'string',
  changedFields: 'string',
});

/** What generation would make of a proto file for the team. Its actions are run by the runtime alone, so none is declared; robots.ts declares some. */
export const teamDeclarations: Declarations = {
  actions: new Map(),
  kinds: new Map([['member', { name: 'member', message: memberMessage, states: [], privateFields: ['email'] }]]),
  events: new Map(['member.created', 'member.updated'].map((name) => [name, { name, payload }])),
  scopes: [],
  keyScopes: [],
};
