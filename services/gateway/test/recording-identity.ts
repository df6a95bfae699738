import { hash } from 'node:crypto';
import type {
  AccessRefusal,
  GrantLeaseRequest,
  GrantLeaseResponse,
  Lease,
  ReportRefusalsRequest,
} from '@benchline/proto/benchline/identity/v1/lease.ts';
import { LeaseServiceService } from '@benchline/proto/benchline/identity/v1/lease.ts';
import type { CallContext, Method } from '@benchline/rpc';
import { RecordingService } from './recording-service.ts';

export type Grant = (request: GrantLeaseRequest) => Promise<GrantLeaseResponse>;

/** Identity behind a channel: grants leases on the credentials that it was told of, and remembers who asked. */
export class RecordingIdentity extends RecordingService {
  readonly grants: GrantLeaseRequest[] = [];
  /** What each call to the lease service carried as principal. */
  readonly tokens: (string | undefined)[] = [];
  readonly reports: AccessRefusal[] = [];
  /** The id of each report, also of those that were answered with an error. */
  readonly reportIds: string[] = [];
  readonly #credentials = new Map<string, GrantLeaseResponse>();
  grant: Grant = ({ digest }) => Promise.resolve(this.standingOf(digest));
  report: () => Promise<void> = () => Promise.resolve();

  /** Makes a credential known, as good. */
  know(text: string, lease: Partial<Lease> = {}): void {
    this.#credentials.set(digestOf(text), { result: { $case: 'lease', value: { ...testLease, ...lease } } });
  }

  /** Makes a credential known, as refused. */
  refuse(text: string, reason: string): void {
    const actor = { kind: 'service_account', id: 4, name: 'LIMS' };
    const value = { reason, organizationId: 1, actor, credentialId: '9' };
    this.#credentials.set(digestOf(text), { result: { $case: 'refusal', value } });
  }

  standingOf(digest: string): GrantLeaseResponse {
    const unknown = { reason: 'unknown', organizationId: 0, actor: undefined, credentialId: '' };
    return this.#credentials.get(digest) ?? { result: { $case: 'refusal', value: unknown } };
  }

  override async call<Request, Response>(
    method: Method<Request, Response>,
    request: Request,
    context: CallContext,
  ): Promise<Response> {
    const received: unknown = method.requestDeserialize(method.requestSerialize(request));
    switch (method.path) {
      case LeaseServiceService.grantLease.path:
        this.grants.push(received as GrantLeaseRequest);
        this.tokens.push(context.principal);
        return (await this.grant(received as GrantLeaseRequest)) as Response;
      case LeaseServiceService.reportRefusals.path:
        this.tokens.push(context.principal);
        await this.#told(received as ReportRefusalsRequest);
        return {} as Response;
    }
    return super.call(method, request, context);
  }

  async #told({ reportId, refusals }: ReportRefusalsRequest): Promise<void> {
    this.reportIds.push(reportId);
    await this.report();
    this.reports.push(...refusals);
  }
}

export function digestOf(text: string): string {
  return hash('sha256', text, 'base64url');
}

/** A key of organization 1 that may do everything. */
export const testLease: Lease = {
  principal: 'a.signed.principal',
  leaseMs: 10_000,
  organizationId: 1,
  organizationName: 'Test Org',
  actor: { kind: 'service_account', id: 3, name: 'LIMS' },
  credentialMethod: 'key',
  credentialId: '7',
  permissions: [],
  scopes: [],
  subjects: ['key/1/7', 'account/1/3', 'role/1/scientist'],
};
