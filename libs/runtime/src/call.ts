import type { VerifiedPrincipal } from '@benchline/principal';
import type { Call as WireCall, Party } from '@benchline/proto/benchline/command/v1/command.ts';

/** Who asks, from where, and under which conditions: all that is known of a request beside the action and its input. */
export interface Call {
  /** Names the call among all that gateways make; absent or empty where none made it on a lease. */
  readonly id?: string;
  readonly organizationId: number;
  readonly organizationName: string;
  readonly actor: Party | undefined;
  readonly credentialMethod: string;
  readonly credentialId: string;
  /** What both the role and the credential allow. */
  readonly scopes: readonly string[];
  /** From then on nothing more is done on it, milliseconds since the epoch; never where absent. */
  readonly principalEndsAt?: number;
  readonly onBehalfOf: Party | undefined;
  readonly source: string;
  readonly requestId: string;
  readonly traceId: string;
  readonly deviceTime: string;
  readonly reason: string;
  readonly idempotencyKey: string;
  readonly ifMatch: string;
  readonly dryRun: boolean;
  readonly route: string;
}

/** The partition of what belongs to no organization. */
export const platform = 0;

/** Somebody who has shown no credential, where an action takes anyone. */
const anyone = {
  organizationId: platform,
  organizationName: '',
  actor: undefined,
  credentialMethod: 'none',
  credentialId: '',
  scopes: [],
} as const;

export function callOf(principal: VerifiedPrincipal | undefined, wire: WireCall): Call {
  // The principal last: whatever else a caller in this process hands over, it is not who asks.
  if (principal === undefined) return { ...wire, ...anyone };
  const { endsAt: principalEndsAt, ...who } = principal;
  return { ...wire, ...who, principalEndsAt };
}

/** An action's own `reason` goes into the log as the header's does; where they differ, both do. */
export function withReason(call: Call, input: unknown): Call {
  const { reason } = input as { readonly reason?: unknown }; // a request message
  if (typeof reason !== 'string' || reason === '' || reason === call.reason) return call;
  return { ...call, reason: call.reason === '' ? reason : `${call.reason}; ${reason}` };
}

/** A call that a service makes of itself. */
export function serviceCall(service: string, organizationId: number): Call {
  return {
    organizationId,
    organizationName: '',
    actor: { kind: 'service', id: 0, name: service },
    credentialMethod: 'none',
    credentialId: '',
    scopes: [],
    onBehalfOf: undefined,
    source: '',
    requestId: '',
    traceId: '',
    deviceTime: '',
    reason: '',
    idempotencyKey: '',
    ifMatch: '',
    dryRun: false,
    route: '',
  };
}
