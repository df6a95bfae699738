/** What of autocannon 9 is used here; the package brings no types. */
declare module 'autocannon' {
  export interface Request {
    method: string;
    path: string;
    headers: Record<string, string>;
    body?: string;
  }
  export type PlannedRequest = Partial<Request> & { readonly setupRequest?: (request: Request) => Request };
  /** One connection. */
  export interface Client {
    setRequests(requests: readonly PlannedRequest[]): void;
  }
  export interface Options {
    readonly url: string;
    readonly connections: number;
    readonly duration?: number;
    readonly amount?: number;
    readonly overallRate?: number;
    readonly timeout: number;
    readonly setupClient: (client: Client) => void;
  }
  export interface Result {
    readonly '2xx': number;
    readonly non2xx: number;
    readonly errors: number;
    readonly timeouts: number;
    readonly statusCodeStats: Readonly<Record<string, { readonly count: number }>>;
    readonly duration: number;
    readonly latency: { readonly p50: number; readonly p99: number };
  }
  // eslint-disable-next-line no-restricted-syntax -- the package's own shape
  export default function autocannon(options: Options): Promise<Result>;
}
