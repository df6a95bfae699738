import type { MethodDefinition } from '@grpc/grpc-js';

/** Bytes in, bytes out: a bare line spends nothing on messages. */
export type Bytes = MethodDefinition<Buffer, Buffer>;

const asIs = (bytes: Buffer): Buffer => bytes;

function unary(path: string): Bytes {
  return {
    path,
    requestStream: false,
    responseStream: false,
    requestSerialize: asIs,
    requestDeserialize: asIs,
    responseSerialize: asIs,
    responseDeserialize: asIs,
  };
}

export const bareMethods = { get: unary('/bare.Samples/Get'), insert: unary('/bare.Samples/Insert') } as const;
