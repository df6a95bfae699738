import type { ValuesOf } from '@benchline/config';
import { ConfigError, defineSettings, secretText } from '@benchline/config';
import type { ProvenKey, ServiceTokens, VerifyPrincipal } from '@benchline/principal';
import { principalVerifier } from '@benchline/principal';
import { LeaseServiceService } from '@benchline/proto/benchline/identity/v1/lease.ts';
import type { Channel } from '@benchline/rpc';
import type { Drivers, DomainService } from './domain-service.ts';
import type { addressSettings } from './addresses.ts';

/** How services that run as processes of their own know each other. */
export const trustSettings = defineSettings({
  serviceSecret: secretText('BENCHLINE_SERVICE_SECRET', {
    pattern: /^.{32,}$/s,
    expected: 'must have at least 32 characters',
    description:
      'What all services of an installation share, and nobody else knows: how they tell that a call is one of theirs.',
  }),
});

const keysWithinMs = 5_000;

/** The signing keys of the moment, asked of identity. */
export function remoteSigningKeys(
  channel: Channel,
  tokens: Pick<ServiceTokens, 'own'>,
  clock: () => number,
): () => Promise<readonly ProvenKey[]> {
  return async () => {
    const context = { deadline: clock() + keysWithinMs, principal: tokens.own() };
    const { keys } = await channel.call(LeaseServiceService.listSigningKeys, {}, context);
    return keys;
  };
}

type TrustConfig = ValuesOf<typeof trustSettings> & Pick<ValuesOf<typeof addressSettings>, 'identityAddresses'>;

/** Starts a service that lets identity tell it which principals hold. @throws {ConfigError} without identity's address. */
export async function withVerifier<D extends Omit<Drivers, 'verify'>>(
  config: TrustConfig,
  drivers: D,
  start: (drivers: D & { readonly verify: VerifyPrincipal }) => Pick<DomainService, 'served' | 'stop'>,
): Promise<Pick<DomainService, 'served' | 'stop'>> {
  const { identityAddresses, serviceSecret: secret } = config;
  if (identityAddresses === undefined) {
    throw new ConfigError([{ name: 'BENCHLINE_IDENTITY_ADDRESS', problem: 'is required' }]);
  }
  const { tokens, clock } = drivers;
  // Loaded only here: the whole in one process has no use for it.
  const { grpcChannel } = await import('@benchline/rpc/grpc');
  const channel = grpcChannel({ addresses: identityAddresses });
  const verify = principalVerifier({ keys: remoteSigningKeys(channel, tokens, clock), secret, clock });
  const service = start({ ...drivers, verify });
  return {
    served: service.served,
    stop: async () => {
      await service.stop();
      await channel.close();
    },
  };
}
