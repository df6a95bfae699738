/**
 * The port for calls between services. A service is offered and called through the generated ts-proto definitions; whether the other
 * side sits in this process or behind gRPC is known to composition roots only. Every driver passes `contract.ts`.
 */

/** One unary method of a generated service definition (`SampleServiceService.createSample`). */
export interface Method<Request, Response> {
  readonly path: string;
  readonly requestStream: false;
  readonly responseStream: false;
  readonly requestSerialize: (value: Request) => Buffer;
  readonly requestDeserialize: (value: Buffer) => Request;
  readonly responseSerialize: (value: Response) => Buffer;
  readonly responseDeserialize: (value: Buffer) => Response;
}

/** What travels beside a request. */
export interface CallContext {
  /** When the caller stops waiting, milliseconds since the epoch. Passed on, so nobody works for an answer that nobody awaits. */
  readonly deadline: number;
  /** W3C Trace Context. */
  readonly traceparent?: string;
}

/** A method's code. It answers, or throws an `AppError`, which the caller gets back as the same `AppError`. */
export type Handler<Request, Response> = (request: Request, context: CallContext) => Promise<Response>;

/** A method with its code, made by `serve`. */
export interface Served {
  readonly method: Method<unknown, unknown>;
  readonly handler: Handler<unknown, unknown>;
}

/** A way to another service. */
export interface Channel {
  /** @throws {AppError} the other side's own; `unavailable` when it can't be reached or doesn't answer before the deadline. */
  call<Request, Response>(method: Method<Request, Response>, request: Request, context: CallContext): Promise<Response>;
  /** Whether the other side answers its health check before the deadline. Never throws. */
  healthy(context: CallContext): Promise<boolean>;
  close(): Promise<void>;
}
