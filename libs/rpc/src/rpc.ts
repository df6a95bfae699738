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

/** What travels beside a request. Requests and answers are read-only once sent: within a process both sides hold the same object. */
export interface CallContext {
  /** When the caller stops waiting, milliseconds since the epoch. Passed on, so nobody works for an answer that nobody awaits. */
  readonly deadline: number;
  /** W3C Trace Context. */
  readonly traceparent?: string;
  /** Who the call is made for or by: a signed token. Whoever answers verifies it. */
  readonly principal?: string;
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

/** The offering side. Healthy once something is offered, until it drains or is told otherwise. */
export interface CallServer extends AsyncDisposable {
  add(served: readonly Served[]): void;
  /** What the health check says; calls are answered all the same. */
  setServing(serving: boolean): void;
  /** Refuses new calls and resolves when the running ones have ended or the time for it is over. */
  drain(): Promise<void>;
  /** Drains, then ends what still runs. */
  close(): Promise<void>;
}

/** Hears of what a handler threw that was no `AppError`: a defect that the caller sees as `internal` and learns nothing of. */
export type DefectListener = (thrown: unknown, path: string) => void;
