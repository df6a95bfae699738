import type { Declaration, Declarations, FieldDeclaration, MessageDeclaration } from '../declaration.ts';
import { bodyFields } from './requests/request-fields.ts';

type Example = Readonly<Record<string, unknown>>;

const exampleTime = '2026-03-02T08:30:00.000Z';

/** An example of a request's part: its fields that have one. Nothing where none has, or where one that is required lacks it. */
export function requestExample(fields: readonly FieldDeclaration[]): Example | undefined {
  const shown = fields.filter((field) => fieldExample(field) !== undefined);
  const lacks = fields.some((field) => field.rules.required && fieldExample(field) === undefined);
  if (shown.length === 0 || lacks) return undefined;
  // Of two fields that stand for each other one is enough.
  const others = new Set(shown.map(({ rules }) => rules.requiredWithout));
  const told = shown.filter(({ wireName }) => !others.has(wireName));
  return Object.fromEntries(told.map((field) => [field.wireName, fieldExample(field)]));
}

function fieldExample(field: FieldDeclaration): unknown {
  const own = ownExample(field);
  if (own !== undefined || field.message === undefined) return own;
  const one = requestExample(field.message.fields);
  return one === undefined || !field.list ? one : [one];
}

function ownExample({ rules }: FieldDeclaration): unknown {
  return rules.example === undefined ? undefined : JSON.parse(rules.example);
}

/** Makes examples of answers that fit the examples of requests: a record is what its create's example makes. */
export function answerExamples(declarations: Declarations): (action: Declaration) => Example | undefined {
  const actions = [...declarations.actions.values()];

  function record(message: MessageDeclaration): Example | undefined {
    const create = actions.find(({ output, success }) => output === message && success === 201);
    const sent = (create && requestExample(bodyFields(create))) ?? {};
    const kind = [...declarations.kinds.values()].find((one) => one.message.typeName === message.typeName);
    if (kind === undefined) return undefined;
    const state = (name: string): unknown => kind.states.find(({ field }) => field === name)?.values[0];
    const named: Example = { id: idIn(actions.filter(({ output }) => output === message)) };
    const shown = message.fields.filter(({ rules, wireName }) => !rules.omitUnset || wireName in sent);
    const entries = shown.map((field): [string, unknown] => [
      field.wireName,
      [ownExample(field), sent[field.wireName], named[field.wireName], unsaid(field), state(field.wireName)].find(
        isSaid,
      ),
    ]);
    return entries.some(([, value]) => value === undefined) ? undefined : Object.fromEntries(entries);
  }

  function bulk(action: Declaration, row: Declaration): Example | undefined {
    const made = record(row.output);
    const fields = action.output.fields.find(({ wireName }) => wireName === 'items')?.message?.fields;
    if (made === undefined || fields === undefined) return undefined;
    const one: Example = { ...made, index: 0, status: row.success };
    const told = fields.filter(({ wireName }) => wireName in one);
    return {
      items: [Object.fromEntries(told.map(({ wireName }) => [wireName, one[wireName]]))],
      succeeded: 1,
      failed: 0,
    };
  }

  function page({ output }: Declaration): Example | undefined {
    const items = output.fields.find(({ list, wireName }) => list && wireName === 'items')?.message;
    const one = items && record(items);
    return one && { items: [one], next_cursor: null };
  }

  return (action) => {
    const row = action.bulkOf === undefined ? undefined : declarations.actions.get(action.bulkOf);
    return row === undefined ? (record(action.output) ?? page(action)) : bulk(action, row);
  };
}

function isSaid(value: unknown): boolean {
  return value !== undefined;
}

/** The id that examples name the record by. */
function idIn(actions: readonly Declaration[]): unknown {
  const ids = actions.flatMap(({ input }) => input.fields.filter(({ wireName }) => wireName === 'id'));
  return ids.map(fieldExample).find((id) => id !== undefined);
}

/** What a field holds in a record that is new and of which nothing was said. */
function unsaid({ list, nullable, type }: FieldDeclaration): unknown {
  if (type === 'time') return nullable ? null : exampleTime;
  if (list) return [];
  if (nullable) return null;
  return type === 'integer' ? 1 : undefined;
}
