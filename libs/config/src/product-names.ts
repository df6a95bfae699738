/**
 * Every `BENCHLINE_*` name that some part of the product declares. A process that is given another part's setting, from an environment
 * that several share, is not misconfigured. A test keeps this equal to the declarations.
 */
export const productNames: readonly string[] = [
  'BENCHLINE_ALLOWED_ORIGINS',
  'BENCHLINE_AUDIT_ADDRESS',
  'BENCHLINE_CLOCK_SKEW_MS',
  'BENCHLINE_DATA_DIR',
  'BENCHLINE_ENGINE_TIMEOUT_MS',
  'BENCHLINE_EXECUTION_ADDRESS',
  'BENCHLINE_FOLLOW_EVERY_MS',
  'BENCHLINE_GATEWAY_BODY_BYTES_MAX',
  'BENCHLINE_GATEWAY_BODY_MEMORY_BYTES_MAX',
  'BENCHLINE_GATEWAY_BULK_BODY_BYTES_MAX',
  'BENCHLINE_GATEWAY_CONNECTIONS_MAX',
  'BENCHLINE_GATEWAY_DRAIN_TIMEOUT_MS',
  'BENCHLINE_GATEWAY_EVENT_LOOP_DELAY_MAX_MS',
  'BENCHLINE_GATEWAY_EVENT_LOOP_UTILIZATION_MAX_PERCENT',
  'BENCHLINE_GATEWAY_HEADER_BYTES_MAX',
  'BENCHLINE_GATEWAY_KEEP_ALIVE_TIMEOUT_MS',
  'BENCHLINE_GATEWAY_LEASES_MAX',
  'BENCHLINE_GATEWAY_PRESSURE_SAMPLE_MS',
  'BENCHLINE_GATEWAY_RECEIVE_TIMEOUT_MS',
  'BENCHLINE_GATEWAY_REQUESTS_IN_FLIGHT_MAX',
  'BENCHLINE_GATEWAY_REQUEST_DEADLINE_MS',
  'BENCHLINE_GRPC_HOST',
  'BENCHLINE_GRPC_PORT',
  'BENCHLINE_IDENTITY_ADDRESS',
  'BENCHLINE_LEASE_MS',
  'BENCHLINE_MONGODB_DATABASE_PREFIX',
  'BENCHLINE_ORGANIZATION',
  'BENCHLINE_OWNER_EMAIL',
  'BENCHLINE_OWNER_PASSWORD',
  'BENCHLINE_OWNER_PASSWORD_FILE',
  'BENCHLINE_PUBLIC_URL',
  'BENCHLINE_SERVICE_SECRET',
  'BENCHLINE_SERVICE_SECRET_FILE',
  'BENCHLINE_SIGN_UP',
  'BENCHLINE_SWEEP_EVERY_MS',
  'BENCHLINE_TRUSTED_PROXIES',
];

const notSealed = 'is not supported yet: secrets at rest are not sealed by this version';

/** Names that a later version will declare, and what is said to those who set them today: to ignore one would be to pretend. */
export const plannedNames: Readonly<Record<string, string>> = {
  BENCHLINE_SEALING_KEY: notSealed,
  BENCHLINE_SEALING_KEY_FILE: notSealed,
};

/** Names that the tests read. A process that they start inherits them. */
export const testNames: readonly string[] = ['BENCHLINE_TEST_SERVERS'];
