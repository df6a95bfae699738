import { ExecuteRequest } from '@benchline/proto/benchline/command/v1/command.ts';

/** What a test asks for, as it comes over HTTP. */
export interface AskedFor {
  readonly path?: Readonly<Record<string, string | number>>;
  readonly query?: Readonly<Record<string, string | number>>;
  readonly body?: unknown;
  readonly dryRun?: boolean;
  readonly idempotencyKey?: string;
  readonly ifMatch?: string;
}

/** The same as a gateway hands it over. */
export function requestOf(action: string, asked: AskedFor): ExecuteRequest {
  const { path = {}, query = {}, body, dryRun = false, idempotencyKey = '', ifMatch = '' } = asked;
  return ExecuteRequest.fromPartial({
    action,
    call: { requestId: 'request-1', source: '127.0.0.1', dryRun, idempotencyKey, ifMatch },
    path: parameters(path),
    query: parameters(query),
    body: Buffer.from(body === undefined ? '' : JSON.stringify(body)),
  });
}

function parameters(values: Readonly<Record<string, string | number>>): { name: string; value: string }[] {
  return Object.entries(values).map(([name, value]) => ({ name, value: String(value) }));
}
