import type { CallContext, Handler, Method } from './rpc.ts';

/** A method for suites: one text to one text. */
export type TextMethod = Method<Text, Text>;

export interface Text {
  readonly text: string;
}

/** A method of the suites' own service. */
export function textMethod(name: string): TextMethod {
  return {
    path: `/benchline.test.v1.TextService/${name}`,
    requestStream: false,
    responseStream: false,
    requestSerialize: write,
    requestDeserialize: read,
    responseSerialize: write,
    responseDeserialize: read,
  };
}

function write({ text }: Text): Buffer {
  return Buffer.from(text);
}

function read(bytes: Buffer): Text {
  return { text: bytes.toString() };
}

export const echo: Handler<Text, Text> = ({ text }) => Promise.resolve({ text });

/** A deadline far enough for a slow machine. */
export function soon(traceparent?: string): CallContext {
  return { deadline: Date.now() + 20_000, ...(traceparent === undefined ? {} : { traceparent }) };
}
