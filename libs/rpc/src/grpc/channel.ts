import { AppError, internal } from '@benchline/errors';
import { Channel as Connection, Metadata } from '@grpc/grpc-js';
import { service as healthService } from 'grpc-health-check';
import type { CallContext, Channel, Method } from '../rpc.ts';
import { unreachable } from '../unreachable.ts';
import { connectionOptions, defaultLimits, type ConnectionLimits } from './limits.ts';
import { fromStatus } from './status.ts';
import { channelCredentials, type TlsSettings } from './tls.ts';
import { CallFailure, unaryCall } from './unary.ts';

export interface GrpcChannelSettings extends ConnectionLimits {
  /** `host:port` of one service (a name may stand for several replicas), or `ip:port` of each replica. Calls go to them in turn. */
  readonly addresses: readonly string[];
  readonly tls?: TlsSettings;
  /** Calls that may be under way at a time; one more is refused as `unavailable`. */
  readonly callsMax?: number;
}

/** Connects when first called and again, within a second or so, whenever the other side comes back. */
export function grpcChannel(settings: GrpcChannelSettings): Channel {
  return new RemoteChannel(settings);
}

/**
 * No retry policy is set, here or by name service: what may have reached a handler is never sent twice. What grpc-js still repeats
 * by itself are calls that provably reached none (never written, or refused by HTTP/2 before the server saw them).
 */
const channelOptions = {
  'grpc.service_config': JSON.stringify({ loadBalancingConfig: [{ round_robin: {} }] }),
  'grpc.service_config_disable_resolution': 1,
  'grpc.initial_reconnect_backoff_ms': 100,
  'grpc.max_reconnect_backoff_ms': 1_000,
  'grpc.dns_min_time_between_resolutions_ms': 1_000,
  'grpc.keepalive_permit_without_calls': 1,
  'grpc.enable_http_proxy': 0,
  'grpc.enable_channelz': 0,
} as const;

const callsMaxDefault = 10_000;

class RemoteChannel implements Channel {
  readonly #connection: Connection;
  readonly #settings: GrpcChannelSettings;
  #running = 0;
  #open = true;

  constructor(settings: GrpcChannelSettings) {
    this.#settings = settings;
    this.#connection = new Connection(targetOf(settings.addresses), channelCredentials(settings.tls), {
      ...connectionOptions(settings),
      ...channelOptions,
    });
  }

  async call<Request, Response>(
    method: Method<Request, Response>,
    request: Request,
    context: CallContext,
  ): Promise<Response> {
    if (!this.#open || this.#running >= (this.#settings.callsMax ?? callsMaxDefault)) throw unreachable(method.path);
    const bytes = this.#write(method, request);
    this.#running += 1;
    try {
      return read(method, await this.#send(method.path, bytes, context));
    } finally {
      this.#running -= 1;
    }
  }

  async healthy(context: CallContext): Promise<boolean> {
    const check = healthService['Check'];
    if (!this.#open || check === undefined) return false;
    try {
      const answer = await this.#send(check.path, check.requestSerialize({ service: '' }), context);
      return (check.responseDeserialize(answer) as { status?: unknown }).status === 'SERVING';
    } catch {
      return false;
    }
  }

  close(): Promise<void> {
    this.#open = false;
    this.#connection.close();
    return Promise.resolve();
  }

  #write<Request>(method: Pick<Method<Request, unknown>, 'requestSerialize'>, request: Request): Buffer {
    const bytes = writeRequest(method, request);
    const bytesMax = this.#settings.maxMessageBytes ?? defaultLimits.messageBytesMax;
    if (bytes.length <= bytesMax) return bytes;
    throw new AppError('payload_too_large', 'message_too_large', `The request has more than ${bytesMax} bytes`);
  }

  async #send(path: string, bytes: Buffer, context: CallContext): Promise<Buffer> {
    const call = { path, bytes, metadata: metadataOf(context), deadline: context.deadline };
    try {
      return await unaryCall(this.#connection, call);
    } catch (failure) {
      throw (failure instanceof CallFailure ? fromStatus(failure) : undefined) ?? unreachable(path, failure);
    }
  }
}

function writeRequest<Request>(method: Pick<Method<Request, unknown>, 'requestSerialize'>, request: Request): Buffer {
  try {
    return method.requestSerialize(request);
  } catch (cause) {
    throw internal(cause);
  }
}

function read<Response>(method: Pick<Method<unknown, Response>, 'responseDeserialize'>, bytes: Buffer): Response {
  try {
    return method.responseDeserialize(bytes);
  } catch (cause) {
    throw internal(cause);
  }
}

const traceparentPattern = /^[\da-f]{2}(-[\da-f]{2,}){3}$/;

function metadataOf({ traceparent, principal }: CallContext): Metadata {
  const metadata = new Metadata();
  if (principal !== undefined) metadata.set('principal', principal);
  if (traceparent !== undefined && traceparentPattern.test(traceparent)) metadata.set('traceparent', traceparent);
  return metadata;
}

function targetOf(addresses: readonly string[]): string {
  const [first] = addresses;
  if (first === undefined) throw new TypeError('A channel needs an address');
  if (addresses.length === 1) return `dns:///${first}`;
  const bad = addresses.find((address) => !/^\d+(\.\d+){3}:\d+$/.test(address));
  if (bad !== undefined) throw new TypeError(`${bad} is not ip:port; one name that stands for all replicas would do`);
  return `ipv4:${addresses.join(',')}`;
}
