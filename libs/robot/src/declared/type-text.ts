import type { Declaration, FieldDeclaration, MessageDeclaration } from '@benchline/actions';

/** `input`: what a robot sends. `answer`: what it gets. */
export type Direction = 'input' | 'answer';

/** The name of the type of a message in a message. */
export type NameOf = (message: MessageDeclaration) => string;

/** The type of an object with these fields. */
export function typeText(fields: readonly FieldDeclaration[], direction: Direction, nameOf: NameOf): string {
  const lines = fields.map((field) => {
    const { wireName, description } = field;
    const about = description === '' ? '' : `/** ${description.replaceAll('*/', '* /')} */ `;
    return `${about}readonly ${wireName}${mayBeAbsent(field, direction) ? '?' : ''}: ${fieldType(shown(field, direction), nameOf)};`;
  });
  return `{ ${lines.join('\n')} }`;
}

/** What a command's input can say. Fields that are refused, or not looked at, aren't told of; a record is named in the input itself. */
export function inputFields(action: Declaration): readonly FieldDeclaration[] {
  const named = new Set([...action.path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name));
  const otherNames = action.input.fields.some(({ rules }) => rules.bulkOnly);
  return action.input.fields
    .filter(({ type, rules }) => type !== 'mask' && rules.forbidden === undefined)
    .filter((field) => named.has(field.wireName) || action.method !== 'PATCH' || !field.rules.immutable)
    .map((field) => (named.has(field.wireName) && !otherNames ? required(field) : field))
    .map((field) => ({ ...field, nullable: field.nullable && !named.has(field.wireName) && !field.rules.bulkOnly }));
}

function required(field: FieldDeclaration): FieldDeclaration {
  return { ...field, rules: { ...field.rules, required: true } };
}

/** What is left out of an answer when it is unset is never null there. */
function shown(field: FieldDeclaration, direction: Direction): FieldDeclaration {
  return direction === 'answer' && field.rules.omitUnset ? { ...field, nullable: false } : field;
}

function mayBeAbsent({ rules }: FieldDeclaration, direction: Direction): boolean {
  return direction === 'input' ? !rules.required : rules.omitUnset;
}

function fieldType(field: FieldDeclaration, nameOf: NameOf): string {
  const one = valueType(field, nameOf);
  const whole = field.list ? `readonly (${one})[]` : one;
  return field.nullable && one !== 'Json' ? `${whole} | null` : whole;
}

function valueType({ type, rules, message }: FieldDeclaration, nameOf: NameOf): string {
  switch (type) {
    case 'string':
    case 'mask':
      return textType(rules.values);
    case 'message':
      return message === undefined ? 'Json' : nameOf(message);
    case 'json':
      return jsonType(rules.object);
    case 'time':
    case 'integer':
    case 'number':
    case 'boolean':
      return plainTypes[type];
  }
}

const plainTypes = { time: 'string', integer: 'number', number: 'number', boolean: 'boolean' } as const;

function jsonType(object: boolean): string {
  return object ? '{ readonly [key: string]: Json }' : 'Json';
}

function textType(values: readonly string[]): string {
  return values.length === 0 ? 'string' : values.map((value) => JSON.stringify(value)).join(' | ');
}
