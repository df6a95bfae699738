import type { Declaration } from '../../declaration.ts';
import type { JsonSchema } from '../../json/json-schema.ts';
import { pathParameters, requestParts, takesBody } from '../../request-parts.ts';

/** Where one may go from an answer with a record: to every action that names it, and to what belongs to it. */
export function recordLinks(action: Declaration, siblings: readonly Declaration[]): JsonSchema {
  const fields = new Set(action.output.fields.map(({ wireName }) => wireName));
  if (!fields.has('id')) return {};
  const own = siblings.filter(({ path }) => collectionOf(path) === collectionOf(action.path));
  const links = own.flatMap((target): [string, JsonSchema][] => {
    const names = parameterNames(target);
    if (pathParameters(target.path).length === 0 || !names.every((name) => fields.has(name))) return [];
    return [[target.name, linkTo(target, Object.fromEntries(names.map((name) => [name, `$response.body#/${name}`])))]];
  });
  return Object.fromEntries([...links, ...childLinks(action, siblings)]);
}

/** The next page of a list. */
export function pageLinks(action: Declaration): JsonSchema {
  const pages = action.output.fields.some(({ wireName }) => wireName === 'next_cursor');
  if (!pages) return {};
  return {
    NextPage: {
      ...linkTo(action, { cursor: '$response.body#/next_cursor' }),
      description: 'While next_cursor is not null, with the same filters.',
    },
  };
}

/** What belongs to the record: of an experiment, lists with `experiment_id` and actions that make something with it. */
function childLinks({ output }: Declaration, siblings: readonly Declaration[]): [string, JsonSchema][] {
  const parent = `${snakeCase(output.typeName.split('.').at(-1) ?? '')}_id`;
  const children = siblings.filter(
    ({ input, path }) =>
      pathParameters(path).length === 0 && input.fields.some(({ list, wireName }) => wireName === parent && !list),
  );
  const named = { [parent]: '$response.body#/id' };
  return children.map((child) => [
    child.name,
    takesBody(child.method) ? { operationId: child.name, requestBody: named } : linkTo(child, named),
  ]);
}

function parameterNames(target: Declaration): string[] {
  const { path, query } = requestParts(target);
  return [...path, ...query.filter(({ rules }) => rules.required)].map(({ wireName }) => wireName);
}

function linkTo({ name }: Declaration, parameters: Readonly<Record<string, string>>): JsonSchema {
  return { operationId: name, parameters };
}

/** `/samples/{id}/archive` → `samples`. */
function collectionOf(path: string): string | undefined {
  return path.split('/')[1];
}

function snakeCase(name: string): string {
  return name.replace(/(?<=.)([A-Z])/g, '_$1').toLowerCase();
}
