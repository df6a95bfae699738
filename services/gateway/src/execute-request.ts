import type { IncomingMessage } from 'node:http';
import { invalid, type Violation } from '@benchline/errors';
import type { Call, ExecuteRequest, Parameter } from '@benchline/proto/benchline/command/v1/command.ts';
import type { DeclaredRoute } from './declared-routes.ts';
import { readQuery, takeDryRun } from './query.ts';
import { routeNotFound } from './route-not-found.ts';
import { readWriteTerms, type WriteTerms } from './write-terms.ts';

/** A routed request as it is known before its body is read. */
export interface RoutedRequest {
  readonly raw: IncomingMessage;
  readonly id: string;
  /** Address of the caller, behind the trusted proxies. */
  readonly ip: string;
  readonly params: Readonly<Record<string, string>>;
  readonly traceId: string;
}

const noTerms: WriteTerms = { idempotencyKey: '', ifMatch: '', reason: '' };

/**
 * The command that a request stands for, the body excepted, which is its service's to read.
 * @throws {AppError} `not_found` for an empty path parameter, `invalid` for headers and parameters that belong to the edge.
 */
export function commandOf(route: DeclaredRoute, request: RoutedRequest, body: Buffer): ExecuteRequest {
  const path = pathParameters(request.params);
  const violations: Violation[] = [];
  const target = request.raw.url ?? '';
  const query = readQuery(target, violations);
  const { dryRun, rest } = takesDryRun(route) ? takeDryRun(query, violations) : { dryRun: false, rest: query };
  const terms = route.method === 'GET' ? noTerms : readWriteTerms(request.raw, namesRecord(route), violations);
  if (violations.length > 0) throw invalid(violations);
  return {
    action: route.declaration.name,
    call: callOf(request, { ...terms, dryRun, route: `${route.method} ${pathOf(target)}` }),
    path,
    query: [...rest],
    body,
  };
}

/** The command as one of the calls that are made for it. */
export function named(command: ExecuteRequest, id: string): ExecuteRequest {
  return { ...command, call: command.call && { ...command.call, id } };
}

/** A request target without its query. */
export function pathOf(target: string): string {
  const end = target.indexOf('?');
  return end === -1 ? target : target.slice(0, end);
}

type Terms = WriteTerms & Pick<Call, 'dryRun' | 'route'>;

function callOf(request: RoutedRequest, terms: Terms): Call {
  return {
    onBehalfOf: undefined,
    source: request.ip,
    id: '',
    requestId: request.id,
    traceId: request.traceId,
    deviceTime: '',
    reason: terms.reason,
    // What is only tried out is neither stored nor answered from what was stored.
    idempotencyKey: terms.dryRun ? '' : terms.idempotencyKey,
    ifMatch: terms.ifMatch,
    dryRun: terms.dryRun,
    route: terms.route,
  };
}

/** The router takes an empty segment for a parameter; to us `/samples/` is not `/samples/{id}`. */
function pathParameters(params: Readonly<Record<string, string>>): Parameter[] {
  const parameters: Parameter[] = [];
  for (const name in params) {
    const value = params[name];
    if (value === undefined || value === '') throw routeNotFound();
    parameters.push({ name, value });
  }
  return parameters;
}

function takesDryRun({ method }: DeclaredRoute): boolean {
  return method === 'POST' || method === 'PATCH';
}

/** Whether there is one record whose version the caller can know. */
function namesRecord({ declaration }: DeclaredRoute): boolean {
  return declaration.path.includes('{');
}
