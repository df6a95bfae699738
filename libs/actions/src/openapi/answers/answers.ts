import type { Declaration } from '../../declaration.ts';
import type { JsonSchema } from '../../json/json-schema.ts';
import type { Components } from '../components.ts';
import { refusalStatus } from './error-responses.ts';
import { type AnswerHeader, headersOf, onKnownCallers } from './headers.ts';
import { pageLinks, recordLinks } from './links.ts';
import { refusalsOf, takesIdempotencyKey } from './refusals.ts';

export interface Answering {
  readonly components: Components;
  /** The actions of the same document. */
  readonly siblings: readonly Declaration[];
  /** Whether the answer is one record, which has a version. */
  readonly isRecord: boolean;
  readonly example: unknown;
}

/** The answers of an action by status: its success, that of a dry run, and the refusals that it can meet. */
export function answersOf(action: Declaration, answering: Answering): JsonSchema {
  const { method, success } = action;
  const links = { ...recordLinks(action, answering.siblings), ...pageLinks(action) };
  const dryRun = success === 201 && method === 'POST' ? { 200: dryRunAnswer(action, answering) } : {};
  const refusals = refusalsOf(action).map((name): [number, JsonSchema] => [
    refusalStatus[name],
    { $ref: `#/components/responses/${name}` },
  ]);
  const done = { ...successAnswer(action, answering), ...(Object.keys(links).length > 0 && { links }) };
  return { ...dryRun, [success]: done, ...(Object.fromEntries(refusals) as JsonSchema) };
}

function successAnswer(action: Declaration, answering: Answering): JsonSchema {
  const description = action.success === 204 ? 'Done; there is no body.' : 'Done.';
  const headers = headersOf([...onKnownCallers, ...headersOfSuccess(action, answering.isRecord)]);
  return { description, headers, ...(action.success !== 204 && bodyOf(action, answering)) };
}

function dryRunAnswer(action: Declaration, answering: Answering): JsonSchema {
  return {
    description: 'With dry_run=true: what would be made.',
    headers: headersOf([...onKnownCallers, ...(answering.isRecord ? (['ETag'] as const) : []), 'DryRun']),
    ...bodyOf(action, answering),
  };
}

function bodyOf({ output }: Declaration, { components, example }: Answering): JsonSchema {
  const shown = example === undefined ? {} : { examples: { example: { value: example } } };
  return { content: { 'application/json': { schema: components.output(output), ...shown } } };
}

function headersOfSuccess(action: Declaration, isRecord: boolean): readonly AnswerHeader[] {
  const { method, session, success } = action;
  // What a dry run of a create answers has a status of its own.
  const dryRunToo = (method === 'POST' || method === 'PATCH') && success !== 201;
  return [
    ...(isRecord && success !== 204 ? (['ETag'] as const) : []),
    ...(takesIdempotencyKey(action) ? (['IdempotencyReplayed'] as const) : []),
    ...(dryRunToo ? (['DryRun'] as const) : []),
    ...(session === undefined ? [] : (['SetCookie'] as const)),
  ];
}
