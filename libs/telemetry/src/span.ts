import {
  ProxyTracerProvider,
  ROOT_CONTEXT,
  SpanStatusCode,
  trace,
  type Attributes,
  type Span,
  type SpanKind,
  type Tracer,
} from '@opentelemetry/api';
import { maskSecrets } from '@benchline/errors';
import type { Trace } from './trace.ts';

export { SpanKind } from '@opentelemetry/api';

/** A span's name alone, or with what is known of it from the start. */
export type SpanStart = string | { readonly name: string; readonly kind?: SpanKind; readonly attributes?: Attributes };

/**
 * Runs `work` as a step of the parent's trace. `work` gets its own place in it: what it calls belongs below that, so it sends that on.
 * Without an exporter the place is the parent's and nothing is recorded.
 */
export async function span<T>(start: SpanStart, parent: Trace, work: (trace: Trace) => Promise<T>): Promise<T> {
  const tracer = registeredTracer();
  if (tracer === undefined) return work(parent);
  const { name, ...options } = typeof start === 'string' ? { name: start } : start;
  // A root leaves it to the sampler whether it is recorded, and takes the ids that it is given.
  const step = parent.isRoot
    ? tracer.startSpan(name, { ...options, root: true }, ROOT_CONTEXT)
    : tracer.startSpan(name, options, contextOf(parent));
  try {
    return await work(traceOf(step));
  } catch (error) {
    step.setStatus({
      code: SpanStatusCode.ERROR,
      message: Error.isError(error) ? maskSecrets(error.message) : 'failed',
    });
    throw error;
  } finally {
    step.end();
  }
}

function registeredTracer(): Tracer | undefined {
  const provider = trace.getTracerProvider();
  // eslint-disable-next-line @typescript-eslint/no-deprecated -- the API has no other way to ask whether an SDK is registered
  return provider instanceof ProxyTracerProvider
    ? provider.getDelegateTracer('benchline')
    : provider.getTracer('benchline');
}

function contextOf({ traceparent, traceId }: Trace) {
  const spanId = traceparent.slice(36, 52);
  const traceFlags = Number.parseInt(traceparent.slice(53), 16);
  return trace.setSpanContext(ROOT_CONTEXT, { traceId, spanId, traceFlags, isRemote: true });
}

function traceOf(step: Span): Trace {
  const { traceId, spanId, traceFlags } = step.spanContext();
  const flags = traceFlags.toString(16).padStart(2, '0');
  return { traceparent: `00-${traceId}-${spanId}-${flags}`, traceId, isRoot: false };
}
