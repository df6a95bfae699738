import type { Client } from '../harness/client.ts';

/** As much of an OpenAPI document as tests look at. */
export interface ApiDocument {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: Readonly<Record<string, unknown>>;
}

export interface Operation {
  readonly operationId: string;
  readonly parameters?: readonly Parameter[];
  readonly requestBody?: Content;
  readonly responses: Readonly<Record<string, Partial<Content>>>;
}

export interface Content {
  readonly content: {
    readonly 'application/json'?: {
      readonly schema: Readonly<Record<string, unknown>>;
      readonly examples?: { readonly example?: { readonly value: unknown } };
    };
  };
}

export interface Parameter {
  readonly name?: string;
  readonly in?: string;
  readonly required?: boolean;
  readonly schema?: { readonly examples?: readonly (string | number | boolean)[] };
}

/** An operation where it stands. */
export interface Placed {
  readonly method: string;
  readonly path: string;
  readonly operation: Operation;
}

/** The document of the surface that a client's paths begin at. */
export async function readDocument(client: Client): Promise<ApiDocument> {
  return (await client.get<ApiDocument>('/openapi.json')).body;
}

/** The operations on one kind of records: `samples`. */
export function operationsOn({ paths }: ApiDocument, collection: string): readonly Placed[] {
  const own = Object.entries(paths).filter(([path]) => path.split('/')[1] === collection);
  return own.flatMap(([path, operations]) =>
    Object.entries(operations).map(([method, operation]) => ({ method: method.toUpperCase(), path, operation })),
  );
}

/** The one JSON example of a body, `undefined` where there is none. */
export function exampleIn(body: Partial<Content> | undefined): unknown {
  return body?.content?.['application/json']?.examples?.example?.value;
}

/** The path with the examples of its own parameters and of those of the query that have to be there. */
export function examplePath({ path, operation }: Placed): string {
  const query = new URLSearchParams();
  let filled = path;
  for (const parameter of operation.parameters ?? []) {
    const { name = '', in: place, required, schema } = parameter;
    const value = String(schema?.examples?.[0]);
    if (place === 'path') filled = filled.replace(`{${name}}`, encodeURIComponent(value));
    if (place === 'query' && required === true) query.set(name, value);
  }
  return query.size === 0 ? filled : `${filled}?${String(query)}`;
}

/** Each parameter of a query that has an example, by itself: `limit=20`. */
export function exampleQueries(parameters: readonly Parameter[]): readonly string[] {
  return parameters.flatMap(({ in: place, name = '', schema }) => {
    const value = schema?.examples?.[0];
    return place === 'query' && value !== undefined ? [`${name}=${encodeURIComponent(String(value))}`] : [];
  });
}
