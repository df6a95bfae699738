export { inProcessServer } from './in-process.ts';
export type { InProcessServer, InProcessSettings } from './in-process.ts';
export type { CallContext, CallServer, Channel, DefectListener, Handler, Method, Served } from './rpc.ts';
export { serve, serveMethod } from './serve.ts';
export type { HandlersOf } from './serve.ts';
