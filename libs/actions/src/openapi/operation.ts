import type { Declaration, Declarations, Surface } from '../declaration.ts';
import type { JsonSchema } from '../json/json-schema.ts';
import type { Components } from './components.ts';
import type { answerExamples } from './examples.ts';
import { parametersOf } from './requests/parameters.ts';
import { requestBody } from './requests/request-body.ts';
import { answersOf } from './answers/answers.ts';
import { securityOf } from './security.ts';

/** What the operations of one document have in common. */
export interface Reference {
  readonly declarations: Declarations;
  readonly components: Components;
  readonly exampleOf: ReturnType<typeof answerExamples>;
}

/** An action where it stands, among the others of its surface. */
export interface Placed {
  readonly action: Declaration;
  readonly surface: Surface;
  readonly operationId: string;
  readonly siblings: readonly Declaration[];
}

/** An action as an operation. */
export function operationOf({ action, surface, operationId, siblings }: Placed, reference: Reference): JsonSchema {
  const { declarations, components, exampleOf } = reference;
  const row = action.bulkOf === undefined ? undefined : declarations.actions.get(action.bulkOf);
  const body = requestBody(action, row, components);
  const isRecord = [...declarations.kinds.values()].some(({ message }) => message.typeName === action.output.typeName);
  const description = descriptionOf(action);
  return {
    operationId,
    tags: [tagOf(action)],
    ...(action.summary !== '' && { summary: action.summary }),
    ...(description !== '' && { description }),
    security: securityOf(action, surface),
    parameters: parametersOf(action),
    ...(body !== undefined && { requestBody: body }),
    responses: answersOf(action, { components, siblings, isRecord, example: exampleOf(action) }),
    'x-scope': action.scope,
    'x-audience': action.audience,
    ...(action.robot !== undefined && { 'x-robot-action': action.robot }),
    ...(action.events.length > 0 && { 'x-events': action.events }),
  };
}

/** `/benchline.execution.v1.SampleService/CreateSample` → `Sample`. */
export function tagOf({ rpc, owner }: Declaration): string {
  const service = rpc.split('/')[1]?.split('.').at(-1);
  return service === undefined ? owner : service.replace(/Service$/, '');
}

function descriptionOf({ events, preconditions, scope, sideEffects, transitions }: Declaration): string {
  const moves = transitions.map(
    ({ kind, field, from, to }) => `${kind}.${field}: ${from.length === 0 ? 'any' : from.join(', ')} → ${to}.`,
  );
  const asks = scope === '' ? [] : [`Scope: \`${scope}\`.`];
  const tells = events.length === 0 ? [] : [`Events: ${events.map((name) => `\`${name}\``).join(', ')}.`];
  return [...preconditions, ...sideEffects, ...moves, ...asks, ...tells].join('\n\n');
}
