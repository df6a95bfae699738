import type { ValuesOf } from '@benchline/config';
import { defineSettings, secretText } from '@benchline/config';
import type { ProvenKey, ServiceTokens, VerifyPrincipal } from '@benchline/principal';
import { principalVerifier } from '@benchline/principal';
import { LeaseServiceService } from '@benchline/proto/benchline/identity/v1/lease.ts';
import type { Channel } from '@benchline/rpc';
import type { Drivers } from './domain-service.ts';

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

/** Believes those principals that identity, at the other end of this channel, tells the keys of. */
export function remoteVerifier(
  identity: Channel,
  { serviceSecret: secret }: ValuesOf<typeof trustSettings>,
  { tokens, clock }: Pick<Drivers, 'tokens' | 'clock'>,
): VerifyPrincipal {
  return principalVerifier({ keys: remoteSigningKeys(identity, tokens, clock), secret, clock });
}
