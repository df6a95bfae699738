import type { ServerResponse } from 'node:http';

/** Runs `then` once an answer has gone out or its connection is gone, whichever comes first; at once where that has been. */
export function whenClosed(response: ServerResponse, then: () => void): void {
  if (response.closed) then();
  else response.once('close', then);
}
