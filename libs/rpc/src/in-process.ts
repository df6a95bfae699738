import { toAppError, AppError } from '@benchline/errors';
import type { CallContext, CallServer, Channel, DefectListener, Handler, Method, Served } from './rpc.ts';
import { unreachable } from './unreachable.ts';

/** The server of services that run in one process, and the way to them. */
export interface InProcessServer extends CallServer {
  /** As many as are asked for; closing one leaves the others open. */
  channel(): Channel;
}

export interface InProcessSettings {
  /** How long `drain` waits for running calls. */
  readonly drainMsMax?: number;
  readonly onDefect?: DefectListener;
}

/** Calls handlers directly, by the same rules as over a network; messages are passed by reference. */
export function inProcessServer(settings: InProcessSettings = {}): InProcessServer {
  return new LocalServer(settings);
}

/** Timers take no longer delay. */
const timeoutMsMax = 2 ** 31 - 1;

class LocalServer implements InProcessServer {
  readonly #handlers = new Map<string, Handler<unknown, unknown>>();
  readonly #settings: InProcessSettings;
  #told = true;
  #open = true;
  #running = 0;
  readonly #waiting = new Set<(reason: Error) => void>();
  #onIdle: ((value: undefined) => void) | undefined;
  #drained: Promise<void> | undefined;

  constructor(settings: InProcessSettings) {
    this.#settings = settings;
  }

  add(served: readonly Served[]): void {
    for (const { method, handler } of served) {
      if (this.#handlers.has(method.path)) throw new TypeError(`${method.path} is offered already`);
      this.#handlers.set(method.path, handler);
    }
  }

  setServing(serving: boolean): void {
    this.#told = serving;
  }

  channel(): Channel {
    let open = true;
    return {
      call: async <Request, Response>(method: Method<Request, Response>, request: Request, context: CallContext) => {
        if (!open) throw unreachable(method.path);
        // The path names one method, so what its handler answers is this method's response.
        return (await this.#call(method.path, request, context)) as Response;
      },
      healthy: (context) => Promise.resolve(open && this.#healthy && context.deadline > Date.now()),
      close: () => {
        open = false;
        return Promise.resolve();
      },
    };
  }

  drain(): Promise<void> {
    this.#drained ??= this.#untilIdle();
    return this.#drained;
  }

  async close(): Promise<void> {
    await this.drain();
    for (const giveUp of this.#waiting) giveUp(new Error('The server was closed'));
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  get #healthy(): boolean {
    return this.#open && this.#told && this.#handlers.size > 0;
  }

  async #call(path: string, request: unknown, context: CallContext): Promise<unknown> {
    const handler = this.#handlers.get(path);
    if (!this.#open || handler === undefined || context.deadline <= Date.now()) throw unreachable(path);
    this.#running += 1;
    return await this.#answerInTime(
      this.#run(path, () => handler(request, context)),
      path,
      context.deadline,
    );
  }

  /** The answer, or an error from the deadline on; what still runs then is left to end by itself. */
  #answerInTime(answer: Promise<unknown>, path: string, deadline: number): Promise<unknown> {
    const { promise, resolve, reject } = Promise.withResolvers<unknown>();
    const giveUp = (reason: Error): void => {
      reject(unreachable(path, reason));
    };
    const timer = setTimeout(giveUp, Math.min(deadline - Date.now(), timeoutMsMax), new Error('The deadline passed'));
    this.#waiting.add(giveUp);
    answer.then(resolve, reject);
    return promise.finally(() => {
      clearTimeout(timer);
      this.#waiting.delete(giveUp);
    });
  }

  /** Refuses new calls, and waits for the running ones as long as they may take. */
  async #untilIdle(): Promise<void> {
    this.#open = false;
    if (this.#running === 0) return;
    const { promise, resolve } = Promise.withResolvers<undefined>();
    this.#onIdle = resolve;
    const timer = setTimeout(resolve, this.#settings.drainMsMax ?? 10_000, undefined);
    await promise;
    clearTimeout(timer);
  }

  async #run(path: string, handle: () => Promise<unknown>): Promise<unknown> {
    try {
      return await handle();
    } catch (thrown) {
      if (!(thrown instanceof AppError)) this.#settings.onDefect?.(thrown, path);
      throw toAppError(thrown);
    } finally {
      this.#running -= 1;
      if (this.#running === 0) this.#onIdle?.(undefined);
    }
  }
}
