import {
  combineSettings,
  defineSettings,
  durationMs,
  integer,
  secretText,
  text,
  textList,
  type ValuesOf,
} from '@benchline/config';
import { addressSettings } from '@benchline/service/addresses';

const mebibyte = 1024 * 1024;

const octet = '(25[0-5]|2[0-4]\\d|1?\\d?\\d)';
const ipv4 = `${octet}(\\.${octet}){3}(/(3[0-2]|[12]?\\d))?`;
/** Its characters only: what keeps them and is no address is refused when the server is made. */
const ipv6 = '[0-9a-fA-F]*:[0-9a-fA-F.:]+(/(12[0-8]|1[01]\\d|\\d?\\d))?';

/** What the gateway reads wherever it runs. */
export const edgeSettings = defineSettings({
  port: integer('PORT', {
    default: 8080,
    min: 0,
    max: 65_535,
    description: 'Where HTTP is answered; 0 picks a free port.',
  }),
  host: text('HOST', { default: '127.0.0.1', maxLength: 255, description: 'The address that `PORT` is opened on.' }),
  developmentKey: secretText('BENCHLINE_DEVELOPMENT_KEY', {
    optional: true,
    pattern: /^biokey_[A-Za-z0-9]{16}\.[A-Za-z0-9]{32,}$/,
    expected: 'must be biokey_, 16 letters or digits, a dot and at least 32 letters or digits',
    description:
      'An API key that everybody who knows it may use for everything, for development only. Unset, no request is let in.',
  }),
  developmentScopes: textList('BENCHLINE_DEVELOPMENT_SCOPES', {
    optional: true,
    maxLength: 100,
    pattern: /^[a-z_-]+:[a-z_-]+$/,
    expected: 'must be a scope such as samples:view',
    description: 'Scopes of the development key, comma separated; all where unset.',
  }),
  organization: text('BENCHLINE_ORGANIZATION', {
    default: 'Development',
    maxLength: 255,
    description: 'Name of the organization that the development key belongs to.',
  }),
  trustedProxies: textList('BENCHLINE_TRUSTED_PROXIES', {
    default: [],
    maxLength: 64,
    pattern: new RegExp(`^(${ipv4}|${ipv6})$`),
    expected: 'must be an IP address or a CIDR range',
    description: 'Whose `X-Forwarded-For` names the source address, comma separated.',
  }),
  requestDeadlineMs: durationMs('BENCHLINE_GATEWAY_REQUEST_DEADLINE_MS', {
    default: 10_000,
    min: 1,
    description: 'How long a service may take for a request before the caller gets 503.',
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
    default: 16_384,
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
export const settings = combineSettings(edgeSettings, addressSettings);

export type GatewayConfig = ValuesOf<typeof edgeSettings>;
