export { AppError, errorDetail, errorKinds } from './app-error.ts';
export type { ErrorExtras, ErrorKind, ErrorOptions, Violation } from './app-error.ts';
export { errorTable } from './table.ts';
export type { ErrorRow } from './table.ts';
