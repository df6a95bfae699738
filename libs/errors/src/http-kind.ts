import { errorKinds, type ErrorKind } from './app-error.ts';
import { errorTable } from './table.ts';

const kindByStatus: ReadonlyMap<number, ErrorKind> = new Map(errorKinds.map((kind) => [errorTable[kind].http, kind]));

/** The kind that an HTTP status stands for; `undefined` for statuses that no kind has. */
export function kindOfHttp(status: number): ErrorKind | undefined {
  return kindByStatus.get(status);
}
