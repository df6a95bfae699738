import type { Party } from '@benchline/proto/benchline/command/v1/command.ts';

/** Who asks, from where, and under which conditions: all that a surface says of a request beside the action and its input. */
export interface Call {
  readonly organizationId: number;
  readonly organizationName: string;
  readonly actor: Party | undefined;
  readonly credentialMethod: string;
  readonly credentialId: string;
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
