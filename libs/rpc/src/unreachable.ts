import { unavailable, type AppError } from '@benchline/errors';

/** The other side could not be reached, refused the call or did not answer before the deadline. It may have done the work all the same. */
export function unreachable(path: string, cause?: unknown): AppError {
  return unavailable(serviceOf(path), cause);
}

/** `SampleService` of `/benchline.execution.v1.SampleService/GetSample`. */
function serviceOf(path: string): string {
  return /([^/.]+)\/[^/]*$/.exec(path)?.[1] ?? 'A service';
}
