import type { Call } from '../call.ts';

/** A call of organization 1 by a person, with nothing asked for beside the action. */
export function testCall(fields: Partial<Call> = {}): Call & { readonly id: string } {
  return {
    id: '',
    organizationId: 1,
    organizationName: 'Test Org',
    actor: { kind: 'person', id: 1, name: 'Ada' },
    credentialMethod: 'key',
    credentialId: 'k1',
    scopes: [],
    onBehalfOf: undefined,
    source: '127.0.0.1',
    requestId: 'request-1',
    traceId: 'trace-1',
    deviceTime: '',
    reason: '',
    idempotencyKey: '',
    ifMatch: '',
    dryRun: false,
    route: 'POST /tests',
    ...fields,
  };
}
