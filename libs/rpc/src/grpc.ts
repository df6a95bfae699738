export { grpcChannel } from './grpc/channel.ts';
export type { GrpcChannelSettings } from './grpc/channel.ts';
export type { ConnectionLimits } from './grpc/limits.ts';
export { startGrpcServer } from './grpc/server.ts';
export type { GrpcServer, GrpcServerSettings } from './grpc/server.ts';
export type { TlsSettings } from './grpc/tls.ts';
