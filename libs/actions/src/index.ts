export { loadDeclarations } from './read/read-declarations.ts';
export { productDeclarations } from './read/product-declarations.ts';
export { actionsOn, basePaths, routes, standsOn } from './routes.ts';
export type { Route } from './routes.ts';
export { createGate } from './gate/gate.ts';
export { createBulkGate } from './gate/bulk-gate.ts';
export { createCommandGate } from './gate/command-gate.ts';
export type { CommandGate, CommandInputs } from './gate/command-gate.ts';
export { depthMax } from './gate/check-json.ts';
export { isTime } from './json/rfc3339.ts';
export { canonicalJson } from './json/canonical-json.ts';
export { jsonWriter } from './json/write-json.ts';
export type { WriteJson } from './json/write-json.ts';
export { toWire } from './json/to-wire.ts';
export { eventPayload } from './event-payload.ts';
export type { RecordChange } from './event-payload.ts';
export type {
  Audience,
  BulkGate,
  BulkInputRow,
  Declaration,
  Declarations,
  EventDeclaration,
  FieldDeclaration,
  FieldRules,
  FieldType,
  Gate,
  HttpMethod,
  KindDeclaration,
  MessageDeclaration,
  Surface,
  TransitionDeclaration,
  WireRequest,
} from './declaration.ts';
export { openApiDocument } from './openapi/openapi.ts';
export type { OpenApiDocument, OpenApiOptions } from './openapi/openapi.ts';
