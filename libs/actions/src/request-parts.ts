import type { Declaration, FieldDeclaration, HttpMethod } from './declaration.ts';

/** Where the fields of an action's request stand. A request has a query or a body, never fields in both. */
export interface RequestParts {
  readonly path: readonly FieldDeclaration[];
  readonly query: readonly FieldDeclaration[];
  readonly body: readonly FieldDeclaration[];
}

/** Parameters of a route in their order: `/samples/{id}` has `id`. */
export function pathParameters(path: string): string[] {
  return path
    .split('/')
    .filter((segment) => segment.startsWith('{'))
    .map((segment) => segment.slice(1, -1));
}

/** Whether an action with this method has its fields in a body. */
export function takesBody(method: HttpMethod): boolean {
  return method === 'POST' || method === 'PATCH' || method === 'PUT';
}

/** Sorts the fields of a request into path, query and body. The mask stands nowhere: it is made. */
export function requestParts(declaration: Declaration): RequestParts {
  const inPath = new Set(pathParameters(declaration.path));
  const path = declaration.input.fields.filter((field) => inPath.has(field.wireName));
  const rest = declaration.input.fields.filter((field) => !inPath.has(field.wireName) && field.type !== 'mask');
  return takesBody(declaration.method) ? { path, query: [], body: rest } : { path, query: rest, body: [] };
}

/** Whether what a caller sends in a field that doesn't name the record is not looked at. `masked`: the request is a change. */
export function isIgnored(field: FieldDeclaration, masked: boolean): boolean {
  return masked ? !isChangeable(field) : field.rules.bulkOnly;
}

/** Whether a field of a change is one that callers may change. */
export function isChangeable({ type, rules }: FieldDeclaration): boolean {
  return type !== 'mask' && !rules.immutable && !rules.bulkOnly && rules.forbidden === undefined;
}
