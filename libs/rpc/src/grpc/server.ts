import { AppError, internal, toAppError } from '@benchline/errors';
import {
  Server,
  logVerbosity,
  setLogVerbosity,
  type handleUnaryCall,
  type MethodDefinition,
  type ServerUnaryCall,
} from '@grpc/grpc-js';
import { HealthImplementation } from 'grpc-health-check';
import type { CallContext, CallServer, DefectListener, Served } from '../rpc.ts';
import { connectionOptions, defaultLimits, type ConnectionLimits } from './limits.ts';
import { toStatus } from './status.ts';
import { serverCredentials, type TlsSettings } from './tls.ts';

export interface GrpcServerSettings extends ConnectionLimits {
  readonly host: string;
  /** 0 picks a free one. */
  readonly port: number;
  readonly tls?: TlsSettings;
  /** How long `drain` waits for running calls. */
  readonly drainMsMax?: number;
  /** Calls at a time on one connection; the others wait at their callers. */
  readonly callsPerConnectionMax?: number;
  readonly onDefect?: DefectListener;
}

export interface GrpcServer extends CallServer {
  readonly port: number;
}

/** Offers services over gRPC, with the standard health service beside them. Throws if it can't listen. */
export async function startGrpcServer(settings: GrpcServerSettings): Promise<GrpcServer> {
  // What goes wrong comes out as errors; grpc-js would also write it to stderr in a format of its own.
  setLogVerbosity(logVerbosity.NONE);
  // Channelz stays on: without it grpc-js 1.14.7 keeps no list of its connections, and a forced shutdown ends none of them.
  const server = new Server({
    ...connectionOptions(settings),
    'grpc.max_concurrent_streams': settings.callsPerConnectionMax ?? 1_000,
  });
  const host = settings.host.includes(':') ? `[${settings.host}]` : settings.host;
  const port = await new Promise<number>((resolve, reject) => {
    server.bindAsync(`${host}:${settings.port}`, serverCredentials(settings.tls), (error, bound) => {
      if (error === null) resolve(bound);
      else reject(error);
    });
  });
  return new RunningServer(server, port, settings);
}

class RunningServer implements GrpcServer {
  readonly port: number;
  readonly #server: Server;
  readonly #settings: GrpcServerSettings;
  readonly #health = new HealthImplementation({ '': 'NOT_SERVING' });
  #drained: Promise<void> | undefined;

  constructor(server: Server, port: number, settings: GrpcServerSettings) {
    this.port = port;
    this.#server = server;
    this.#settings = settings;
    this.#health.addToServer(server);
  }

  add(served: readonly Served[]): void {
    const methods = served.map((one) => ({
      path: one.method.path,
      definition: rawDefinition(one),
      handle: this.#handle(one),
    }));
    this.#server.addService(
      Object.fromEntries(methods.map(({ path, definition }) => [path, definition])),
      Object.fromEntries(methods.map(({ path, handle }) => [path, handle])),
    );
    this.setServing(true);
  }

  setServing(serving: boolean): void {
    this.#health.setStatus('', serving ? 'SERVING' : 'NOT_SERVING');
  }

  drain(): Promise<void> {
    this.#drained ??= new Promise((resolve) => {
      this.setServing(false);
      const timer = setTimeout(resolve, this.#settings.drainMsMax ?? 10_000);
      this.#server.tryShutdown(() => {
        clearTimeout(timer);
        resolve();
      });
    });
    return this.#drained;
  }

  async close(): Promise<void> {
    await this.drain();
    this.#server.forceShutdown();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  #handle(served: Served): handleUnaryCall<Buffer, Buffer> {
    return (call, callback) => {
      this.#answer(served, call).then(
        (bytes) => {
          callback(null, bytes);
        },
        (thrown: unknown) => {
          callback(toStatus(toAppError(thrown)));
        },
      );
    };
  }

  async #answer({ method, handler }: Served, call: ServerUnaryCall<Buffer, Buffer>): Promise<Buffer> {
    try {
      const answer = await handler(method.requestDeserialize(call.request), contextOf(call));
      const bytes = method.responseSerialize(answer);
      const bytesMax = this.#settings.maxMessageBytes ?? defaultLimits.messageBytesMax;
      if (bytes.length > bytesMax) throw internal(`The answer has ${bytes.length} bytes, more than ${bytesMax}`);
      return bytes;
    } catch (thrown) {
      if (!(thrown instanceof AppError)) this.#settings.onDefect?.(thrown, method.path);
      throw thrown;
    }
  }
}

/** Reading and writing messages is ours, so that a failure there is an error like any other. */
function rawDefinition({ method }: Served): MethodDefinition<Buffer, Buffer> {
  return {
    path: method.path,
    requestStream: false,
    responseStream: false,
    requestSerialize: asIs,
    requestDeserialize: asIs,
    responseSerialize: asIs,
    responseDeserialize: asIs,
  };
}

function asIs(bytes: Buffer): Buffer {
  return bytes;
}

/** A foreign caller may name no deadline; ours applies then. */
const timeMsMax = 60_000;

function contextOf(call: ServerUnaryCall<Buffer, Buffer>): CallContext {
  const deadline = Math.min(Number(call.getDeadline()), Date.now() + timeMsMax);
  const text = (name: string): string | undefined => {
    const [value] = call.metadata.get(name);
    return typeof value === 'string' ? value : undefined;
  };
  const [traceparent, principal] = [text('traceparent'), text('principal')];
  return {
    deadline,
    ...(traceparent !== undefined && { traceparent }),
    ...(principal !== undefined && { principal }),
  };
}
