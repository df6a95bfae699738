/** Sends one load and prints what came of it as a line of JSON. A process of its own, so that both lines have the same client. */
import autocannon, { type Client, type PlannedRequest, type Request } from 'autocannon';
import { sampleBody } from '../sample-body.ts';
import { rowsPerBulk, type Caller, type LoadPlan, type LoadResult } from './plan.ts';

const plan = JSON.parse(process.argv[2] ?? '') as LoadPlan; // written by runLoad
let connected = 0;
let sent = 0;

function giveRequests(client: Client): void {
  const caller = plan.callers[connected % plan.callers.length];
  connected += 1;
  if (caller !== undefined) client.setRequests(requestsOf(caller));
}

function requestsOf({ key, paths, experimentIds = [] }: Caller): readonly PlannedRequest[] {
  const authorization = `Bearer ${key}`;
  return paths.map((path, at) =>
    plan.kind === 'get'
      ? { method: 'GET', path, headers: { authorization } }
      : {
          method: 'POST',
          path,
          headers: { authorization, 'content-type': 'application/json' },
          setupRequest: (request) => withNewBody(request, experimentIds[at] ?? 0),
        },
  );
}

function withNewBody(request: Request, experimentId: number): Request {
  const number = sent;
  sent += 1;
  const id = `${plan.run}-${String(number)}`;
  request.headers['idempotency-key'] = id;
  request.body = JSON.stringify(plan.kind === 'bulk' ? bulkBody(id, experimentId) : sampleBody(id, experimentId));
  return request;
}

function bulkBody(id: string, experimentId: number): { readonly items: readonly unknown[] } {
  return { items: Array.from({ length: rowsPerBulk }, (_, row) => sampleBody(`${id}-${String(row)}`, experimentId)) };
}

const result = await autocannon({
  url: plan.url,
  connections: plan.connections,
  ...(plan.amount === undefined ? { duration: plan.seconds } : { amount: plan.amount }),
  ...(plan.perSecond !== undefined && { overallRate: plan.perSecond }),
  timeout: 60,
  setupClient: giveRequests,
});
const wrong = result.non2xx + result.errors + result.timeouts;
if (wrong > 0 || result['2xx'] === 0) {
  const asked = plan.callers[0]?.paths[0] ?? 'nothing';
  const answers = Object.entries(result.statusCodeStats).map(([status, { count }]) => `${String(count)} of ${status}`);
  const without = `${String(result.errors)} without an answer, ${String(result.timeouts)} of those for too long`;
  throw new Error(`${asked}: answers ${answers.join(', ')}; ${without}`);
}
const told: LoadResult = {
  perSecond: result['2xx'] / result.duration,
  answered: result['2xx'],
  p50Ms: result.latency.p50,
  p99Ms: result.latency.p99,
};
process.stdout.write(`${JSON.stringify(told)}\n`);
