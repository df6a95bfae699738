/** A process for the test of tracing: works on a trace that continues its argument's, or on one of its own, prints it, and ends. */
import { logs, metrics } from '@opentelemetry/api';
import { span, SpanKind, startTelemetry, traceFrom } from '../src/index.ts';

const telemetry = await startTelemetry({
  service: 'execution',
  version: '0.1.0',
  env: process.env,
  metricsHost: '127.0.0.1',
  metricsPort: 'off',
});
await span(
  { name: 'outer', kind: SpanKind.SERVER, attributes: { route: '/samples' } },
  traceFrom(process.argv[2]),
  async (outer) => {
    await span('inner', outer, (inner) => {
      console.log(inner.traceparent);
      return Promise.resolve();
    });
    await span('failing', outer, () => Promise.reject(new Error('no answer from nats://lab:hunter2@bus'))).catch(
      () => undefined,
    );
  },
);
// What a library says through the API's globals is not to be sent.
metrics.getMeter('library').createCounter('counted').add(1);
logs.getLogger('library').emit({ body: 'said' });
await telemetry.stop();
