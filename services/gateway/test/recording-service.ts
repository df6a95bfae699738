import type { ExecuteRequest, ExecuteResponse } from '@benchline/proto/benchline/command/v1/command.ts';
import type { CallContext, Channel, Method } from '@benchline/rpc';

export interface Recorded {
  readonly path: string;
  readonly request: ExecuteRequest;
  readonly context: CallContext;
}

type Execute = (request: ExecuteRequest, context: CallContext) => Promise<ExecuteResponse>;

/** A service behind a channel: remembers what it was asked and answers as it is told. */
export class RecordingService implements Channel {
  readonly calls: Recorded[] = [];
  isHealthy = true;
  healthChecks = 0;
  execute: Execute = () => Promise.resolve(answer(200, {}));

  /** The one command that came in. */
  get only(): ExecuteRequest {
    const [first, second] = this.calls;
    if (first === undefined || second !== undefined) throw new Error(`${this.calls.length} calls were made`);
    return first.request;
  }

  async call<Request, Response>(
    method: Method<Request, Response>,
    request: Request,
    context: CallContext,
  ): Promise<Response> {
    // Through the wire's form and back, as between processes.
    const received = method.requestDeserialize(method.requestSerialize(request)) as ExecuteRequest;
    this.calls.push({ path: method.path, request: received, context });
    const answered = (await this.execute(received, context)) as Response;
    return method.responseDeserialize(method.responseSerialize(answered));
  }

  healthy(): Promise<boolean> {
    this.healthChecks += 1;
    return Promise.resolve(this.isHealthy);
  }

  close(): Promise<void> {
    return Promise.resolve();
  }
}

/** What a service answers. */
export function answer(status: number, body: unknown, rest: Partial<ExecuteResponse> = {}): ExecuteResponse {
  const bytes = body === undefined ? new Uint8Array(0) : Buffer.from(JSON.stringify(body));
  return { status, body: bytes, version: 0, replayed: false, dryRun: false, entity: '', retryAfterSeconds: 0, ...rest };
}
