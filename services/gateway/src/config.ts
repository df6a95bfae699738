import { combineSettings, defineSettings, durationMs, integer, text, textList, type ValuesOf } from '@benchline/config';
import { addressSettings } from '@benchline/service/addresses';
import { busSettings } from '@benchline/service/bus';
import { trustSettings } from '@benchline/service/trust';
import { telemetrySettings } from '@benchline/telemetry';
import { trustedProxies } from './trusted-proxies.ts';

const mebibyte = 1024 * 1024;

/** Whole requests a second. */
const rate = { min: 0, max: 1_000_000 } as const;

/** What the gateway reads wherever it runs. */
export const edgeSettings = defineSettings({
  port: integer('PORT', {
    default: 8080,
    min: 0,
    max: 65_535,
    description: 'Where HTTP is answered; 0 picks a free port.',
  }),
  host: text('HOST', { default: '127.0.0.1', maxLength: 255, description: 'The address that `PORT` is opened on.' }),
  trustedProxies: trustedProxies(
    'BENCHLINE_TRUSTED_PROXIES',
    'Whose `X-Forwarded-For` names the source address, comma separated.',
  ),
  allowedOrigins: textList('BENCHLINE_ALLOWED_ORIGINS', {
    default: [],
    maxLength: 300,
    pattern: /^https?:\/\/[a-z0-9.-]+(:\d{1,5})?$/,
    expected: 'must be an origin such as https://lab.example',
    description: "Origins beside the gateway's own whose pages may write with the session cookie, comma separated.",
  }),
  keyRatePerSecond: integer('RATE_LIMIT_KEY_PER_SECOND', {
    ...rate,
    default: 1_000,
    description: 'Requests that a key or a session may make, twice as many in a burst; 0 for no limit.',
  }),
  organizationRatePerSecond: integer('RATE_LIMIT_ORGANIZATION_PER_SECOND', {
    ...rate,
    default: 5_000,
    description: 'Requests that an organization may make, twice as many in a burst; 0 for no limit.',
  }),
  addressRatePerSecond: integer('RATE_LIMIT_ADDRESS_PER_SECOND', {
    ...rate,
    default: 20,
    description:
      'Sign-ins and credentials that are not good that a source address may send, twice as many in a burst; 0 for no limit.',
  }),
  leasesMax: integer('BENCHLINE_GATEWAY_LEASES_MAX', {
    default: 10_000,
    min: 1,
    description:
      'Credentials whose standing the gateway keeps for the length of a lease; beyond them it asks each time.',
  }),
  eventLoopDelayMsMax: durationMs('BENCHLINE_GATEWAY_EVENT_LOOP_DELAY_MAX_MS', {
    default: 500,
    description: 'When the event loop is later than this on average, requests get 503 `overloaded`; 0 for never.',
  }),
  eventLoopUtilizationPercentMax: integer('BENCHLINE_GATEWAY_EVENT_LOOP_UTILIZATION_MAX_PERCENT', {
    default: 100,
    min: 1,
    max: 100,
    description: 'When the event loop is busier than this, requests get 503 `overloaded`; 100 for never.',
  }),
  pressureSampleMs: durationMs('BENCHLINE_GATEWAY_PRESSURE_SAMPLE_MS', {
    default: 1_000,
    min: 10,
    description: 'How often the event loop is looked at, and over what time.',
  }),
  requestDeadlineMs: durationMs('BENCHLINE_GATEWAY_REQUEST_DEADLINE_MS', {
    default: 10_000,
    min: 1,
    description:
      'How long a service may take for a request before the caller gets 503; at least 2000 more than `BENCHLINE_LEASE_MS`, for revoking may wait that long.',
  }),
  requestsInFlightMax: integer('BENCHLINE_GATEWAY_REQUESTS_IN_FLIGHT_MAX', {
    default: 1_000,
    min: 1,
    description: 'Requests that are handled at once; one more gets 503 `overloaded`.',
  }),
  connectionsMax: integer('BENCHLINE_GATEWAY_CONNECTIONS_MAX', {
    default: 10_000,
    min: 1,
    description: 'Connections that are open at once; one more is closed.',
  }),
  bodyBytesMax: integer('BENCHLINE_GATEWAY_BODY_BYTES_MAX', {
    default: mebibyte,
    min: 1,
    description: 'The longest body; a longer one gets 413.',
  }),
  bulkBodyBytesMax: integer('BENCHLINE_GATEWAY_BULK_BODY_BYTES_MAX', {
    default: 8 * mebibyte,
    min: 1,
    // Together with its envelope it has to fit into one message between services, which is 16 MiB.
    max: 15 * mebibyte,
    description: 'The longest body of a bulk action.',
  }),
  bodyMemoryBytesMax: integer('BENCHLINE_GATEWAY_BODY_MEMORY_BYTES_MAX', {
    default: 256 * mebibyte,
    min: 1,
    description: 'What all bodies in memory may come to; more gets 503 `overloaded`.',
  }),
  headerBytesMax: integer('BENCHLINE_GATEWAY_HEADER_BYTES_MAX', {
    // Room for a list by 200 external ids of the longest kind.
    default: 65_536,
    min: 1_024,
    description: 'Request line and headers together; more gets 431.',
  }),
  receiveTimeoutMs: durationMs('BENCHLINE_GATEWAY_RECEIVE_TIMEOUT_MS', {
    default: 30_000,
    min: 1,
    description: 'How long a request may take to arrive.',
  }),
  keepAliveTimeoutMs: durationMs('BENCHLINE_GATEWAY_KEEP_ALIVE_TIMEOUT_MS', {
    default: 72_000,
    description: 'How long an idle connection is kept; longer than the load balancer in front keeps it.',
  }),
  drainTimeoutMs: durationMs('BENCHLINE_GATEWAY_DRAIN_TIMEOUT_MS', {
    default: 15_000,
    description: 'How long requests may go on after a stop was asked for.',
  }),
});

/** Every setting of the gateway as a process of its own. */
export const settings = combineSettings(edgeSettings, addressSettings, busSettings, trustSettings, telemetrySettings);

export type GatewayConfig = ValuesOf<typeof edgeSettings>;
