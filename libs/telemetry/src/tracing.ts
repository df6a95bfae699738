import type { Environment } from '@benchline/config';

/** Whether the operator asked for traces to be sent somewhere, by the variables of the OpenTelemetry specification. */
export function exportsTraces(env: Environment): boolean {
  if (env.OTEL_SDK_DISABLED?.toLowerCase() === 'true') return false;
  const exporters = env.OTEL_TRACES_EXPORTER?.trim();
  if (exporters === undefined || exporters === '') {
    return isSet(env.OTEL_EXPORTER_OTLP_ENDPOINT) || isSet(env.OTEL_EXPORTER_OTLP_TRACES_ENDPOINT);
  }
  return exporters !== 'none';
}

function isSet(value: string | undefined): boolean {
  return value !== undefined && value !== '';
}

/**
 * Registers the SDK, which reads `OTEL_*` from the process itself, and answers how to send what is left and end it. Only traces:
 * metrics are for Prometheus to fetch and logs go to standard output.
 */
export async function startTracing(service: string, version: string): Promise<() => Promise<void>> {
  // 150 ms and 15 MB, for those alone who asked for it.
  const [{ NodeSDK }, { defaultResource, envDetector, resourceFromAttributes }] = await Promise.all([
    import('@opentelemetry/sdk-node'),
    import('@opentelemetry/resources'),
  ]);
  const sdk = new NodeSDK({
    resource: defaultResource().merge(resourceFromAttributes({ 'service.name': service, 'service.version': version })),
    resourceDetectors: [envDetector], // last word to OTEL_SERVICE_NAME and OTEL_RESOURCE_ATTRIBUTES
    metricReaders: [],
    logRecordProcessors: [],
  });
  sdk.start();
  return () => sdk.shutdown();
}
