import type { Bus } from '@benchline/bus';
import { inProcessBus } from '@benchline/bus';
import type { ValuesOf } from '@benchline/config';
import { defineSettings, durationMs, secretText } from '@benchline/config';
import type { Logger } from '@benchline/telemetry';

/** Where messages go, also of a process that keeps no records. */
export const busSettings = defineSettings({
  natsUrl: secretText('NATS_URL', {
    optional: true,
    pattern: /^(nats|tls):\/\//,
    expected: 'must begin with nats:// or tls://',
    description: 'The NATS that carries messages; unset, they stay in the process.',
  }),
  engineTimeoutMs: durationMs('BENCHLINE_ENGINE_TIMEOUT_MS', {
    default: 5_000,
    min: 100,
    description: 'How long MongoDB or NATS may take for one operation.',
  }),
});

/** Events that the in-process bus keeps for those who look back. */
const eventsRetained = 10_000;

export async function openBus(config: ValuesOf<typeof busSettings>, name: string, logger: Logger): Promise<Bus> {
  const onDefect = (error: unknown): void => {
    logger.error({ error }, 'a listener of the bus failed');
  };
  if (config.natsUrl === undefined) return inProcessBus({ retain: eventsRetained, onDefect });
  const { connectNats } = await import('@benchline/bus/nats');
  return connectNats({
    url: config.natsUrl,
    name,
    timeoutMs: config.engineTimeoutMs,
    onDefect,
    onTrouble: (error) => {
      logger.warn({ error }, 'the bus is away or refuses');
    },
  });
}
