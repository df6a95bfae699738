import type { Attributes, Counter, Histogram, Meter } from '@opentelemetry/api';

export type { Attributes, Counter, Histogram, Meter } from '@opentelemetry/api';

/** Name as Prometheus shows it, unit last: `http_request_duration_seconds`. Attributes must be few and from closed sets. */
export interface InstrumentStart {
  readonly name: string;
  readonly description: string;
}

/** From 1 ms to 10 s. */
export const secondsBuckets: readonly number[] = [
  0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10,
];

/** Counts what happens. Prometheus shows the name with `_total` behind it. */
export function counter(meter: Meter, { name, description }: InstrumentStart): Counter {
  return meter.createCounter(name, { description });
}

/** Counts values in buckets; `secondsBuckets` where nothing is said. */
export function histogram(meter: Meter, start: InstrumentStart & { readonly buckets?: readonly number[] }): Histogram {
  const { name, description, buckets = secondsBuckets } = start;
  return meter.createHistogram(name, { description, advice: { explicitBucketBoundaries: [...buckets] } });
}

/** Asks for the present value when metrics are read. `observe` must be quick and must not throw. Answers how to stop asking. */
export function gauge(
  meter: Meter,
  { name, description }: InstrumentStart,
  observe: () => number | readonly { readonly value: number; readonly attributes: Attributes }[],
): () => void {
  const instrument = meter.createObservableGauge(name, { description });
  const callback = (result: { observe(value: number, attributes?: Attributes): void }): void => {
    const observed = observe();
    if (typeof observed === 'number') result.observe(observed);
    else for (const { value, attributes } of observed) result.observe(value, attributes);
  };
  instrument.addCallback(callback);
  return () => {
    instrument.removeCallback(callback);
  };
}
