/** Sends one load and prints what came of it as a line of JSON. A process of its own, so that both lines have the same client. */
import autocannon, { type Request } from 'autocannon';
import { sampleBody } from '../sample-body.ts';
import { rowsPerBulk, type LoadPlan, type LoadResult } from './plan.ts';

const plan = JSON.parse(process.argv[2] ?? '') as LoadPlan; // written by runLoad
let sent = 0;

function nextRequest(request: Request): Request {
  const number = sent;
  sent += 1;
  const id = `${plan.run}-${String(number)}`;
  request.headers['idempotency-key'] = id;
  request.body = JSON.stringify(plan.kind === 'bulk' ? bulkBody(id) : sampleBody(id, plan.experimentId));
  return request;
}

function bulkBody(id: string): { readonly items: readonly unknown[] } {
  const rows = Array.from({ length: rowsPerBulk }, (_, row) => sampleBody(`${id}-${String(row)}`, plan.experimentId));
  return { items: rows };
}

const result = await autocannon({
  url: plan.url,
  connections: plan.connections,
  ...(plan.amount === undefined ? { duration: plan.seconds } : { amount: plan.amount }),
  timeout: 60,
  headers: { authorization: `Bearer ${plan.key}` },
  requests:
    plan.kind === 'get'
      ? [{ method: 'GET', path: plan.path }]
      : [
          {
            method: 'POST',
            path: plan.path,
            headers: { 'content-type': 'application/json' },
            setupRequest: nextRequest,
          },
        ],
});
const wrong = result.non2xx + result.errors + result.timeouts;
if (wrong > 0 || result['2xx'] === 0) {
  throw new Error(`${String(wrong)} requests of ${plan.path} went wrong, ${String(result['2xx'])} right`);
}
const told: LoadResult = {
  perSecond: result['2xx'] / result.duration,
  answered: result['2xx'],
  p50Ms: result.latency.p50,
  p99Ms: result.latency.p99,
};
process.stdout.write(`${JSON.stringify(told)}\n`);
