import type { Handler, Served } from './rpc.ts';

/** A generated method of any message types: their places in it make it invariant, so no other bound fits all. */
interface AnyMethod {
  readonly path: string;
  readonly requestStream: false;
  readonly responseStream: false;
  readonly requestSerialize: (value: never) => Buffer;
  readonly requestDeserialize: (value: Buffer) => unknown;
  readonly responseSerialize: (value: never) => Buffer;
  readonly responseDeserialize: (value: Buffer) => unknown;
}

type HandlerOf<M extends AnyMethod> = Handler<
  ReturnType<M['requestDeserialize']>,
  ReturnType<M['responseDeserialize']>
>;

/** A handler for each method of a generated service definition, under the same key. */
export type HandlersOf<D extends Readonly<Record<string, AnyMethod>>> = { readonly [K in keyof D]: HandlerOf<D[K]> };

/** Binds a generated service definition (`SampleServiceService`) to its code, every method of it. */
export function serve<D extends Readonly<Record<string, AnyMethod>>>(
  definition: D,
  handlers: HandlersOf<D>,
): readonly Served[] {
  return Object.keys(definition).map((name) => serveMethod(definition[name] as D[string], handlers[name] as never));
}

/** Binds one method to its code. */
export function serveMethod<M extends AnyMethod>(method: M, handler: HandlerOf<M>): Served {
  // The message types end here: a driver only hands a handler what its own method has read.
  return { method, handler } as unknown as Served;
}
