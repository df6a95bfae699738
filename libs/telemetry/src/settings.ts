import { choice, defineSettings, integer, text } from '@benchline/config';

/** What every process reads to be observed. `OTEL_*` are read by the OpenTelemetry SDK itself, as its documentation says. */
export const telemetrySettings = defineSettings({
  logLevel: choice('LOG_LEVEL', {
    values: ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'],
    default: 'info',
    description: 'The least severe log lines that are written.',
  }),
  metricsPort: integer('METRICS_PORT', {
    default: 9464,
    min: 0,
    max: 65_535,
    words: ['off'],
    description: 'Where `/metrics` answers in the Prometheus text format; 0 picks a port, `off` opens none.',
  }),
  metricsHost: text('METRICS_HOST', {
    optional: true,
    maxLength: 255,
    description:
      'The address that `METRICS_PORT` is opened on; unset, that of `HOST`, or 127.0.0.1 where `HOST` is not read.',
  }),
});

/** Where metrics are opened: where they were told, else beside what the process answers on `HOST`, else for its own machine only. */
export function metricsHostOf(config: { readonly metricsHost: string | undefined; readonly host?: string }): string {
  return config.metricsHost ?? config.host ?? '127.0.0.1';
}
