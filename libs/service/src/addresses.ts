import { defineSettings, textList } from '@benchline/config';

const address = {
  optional: true,
  itemsMax: 32,
  maxLength: 261,
  pattern: /^[^\s:/]+:\d{1,5}$/,
  expected: 'must be host:port',
} as const;

/** Where services that run as processes of their own are found. */
export const addressSettings = defineSettings({
  executionAddresses: textList('BENCHLINE_EXECUTION_ADDRESS', {
    ...address,
    description:
      'Where the execution service answers gRPC: `host:port`, several replicas comma separated as `ip:port`.',
  }),
  identityAddresses: textList('BENCHLINE_IDENTITY_ADDRESS', {
    ...address,
    description: 'Where identity answers gRPC: `host:port`, several replicas comma separated as `ip:port`.',
  }),
  auditAddresses: textList('BENCHLINE_AUDIT_ADDRESS', {
    ...address,
    description: 'Where the audit service answers gRPC: `host:port`, several replicas comma separated as `ip:port`.',
  }),
});
