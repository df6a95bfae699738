export { readAuthorizationRequest } from './authorization-request.ts';
export type { AuthorizationRequest } from './authorization-request.ts';
export { admitted, refusedEntry } from './authorization-response.ts';
export type { Admission, Answering, UserPermissions } from './authorization-response.ts';
export { accountSigner } from './nkey.ts';
export type { AccountSigner } from './nkey.ts';
export { robotPermissions } from './robot-permissions.ts';
export type { RobotKey } from './robot-permissions.ts';
