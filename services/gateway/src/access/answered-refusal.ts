import { errorTable } from '@benchline/errors';
import type { ExecuteResponse } from '@benchline/proto/benchline/command/v1/command.ts';

/** The detail of an answer in which a service refuses who asks, and not what is asked; `undefined` of any other. */
export function answeredRefusal({ status, body }: ExecuteResponse): string | undefined {
  if (status !== errorTable.unauthenticated.http && status !== errorTable.forbidden.http) return undefined;
  try {
    const { detail } = JSON.parse(Buffer.from(body).toString()) as { readonly detail?: unknown }; // a refusal is an object
    return typeof detail === 'string' ? detail : '';
  } catch {
    return ''; // an answer is passed on as it came, whatever it is
  }
}
