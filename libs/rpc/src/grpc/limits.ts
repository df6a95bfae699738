/** What both sides of a connection agree on unless they are told otherwise. */
export const defaultLimits = {
  messageBytesMax: 16 * 1024 * 1024,
  keepaliveMs: 20_000,
  keepaliveTimeoutMs: 5_000,
} as const;

/** Room in a connection before the sender waits for the receiver; HTTP/2's 64 KB make a bulk answer wait dozens of times. */
export const flowControlBytes = 1024 * 1024;

export interface ConnectionLimits {
  readonly maxMessageBytes?: number;
  readonly keepaliveMs?: number;
  readonly keepaliveTimeoutMs?: number;
}

/** The limits as grpc-js options. The wire limit stands above ours, so that ours answers, with an error that says what it was. */
export function connectionOptions(limits: ConnectionLimits): Readonly<Record<string, number>> {
  const wireBytesMax = (limits.maxMessageBytes ?? defaultLimits.messageBytesMax) + 1024;
  return {
    'grpc.max_receive_message_length': wireBytesMax,
    'grpc.max_send_message_length': wireBytesMax,
    'grpc.keepalive_time_ms': limits.keepaliveMs ?? defaultLimits.keepaliveMs,
    'grpc.keepalive_timeout_ms': limits.keepaliveTimeoutMs ?? defaultLimits.keepaliveTimeoutMs,
    'grpc-node.flow_control_window': flowControlBytes,
  };
}
