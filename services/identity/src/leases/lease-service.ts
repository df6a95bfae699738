import { AppError } from '@benchline/errors';
import type { ServiceTokens } from '@benchline/principal';
import { signPrincipal } from '@benchline/principal';
import type {
  GrantLeaseRequest,
  GrantLeaseResponse,
  Lease,
  ReportRefusalsRequest,
} from '@benchline/proto/benchline/identity/v1/lease.ts';
import { LeaseServiceService } from '@benchline/proto/benchline/identity/v1/lease.ts';
import type { Served } from '@benchline/rpc';
import { serve } from '@benchline/rpc';
import type { Runtime } from '@benchline/runtime';
import type { KeyUse } from '../accounts/key-use.ts';
import type { Sessions } from '../sessions/session.ts';
import type { GatewayRegister } from './gateway-register.ts';
import { keyStanding, provenKeyStanding } from './key-standing.ts';
import type { LeaseTerms } from './lease-terms.ts';
import { grantedTime } from './lease-terms.ts';
import { sessionStanding } from './session-standing.ts';
import type { SigningKeys } from './signing-keys.ts';
import type { GoodStanding, Standing } from './standing.ts';

export interface LeaseServiceConfig {
  readonly runtime: Runtime;
  readonly sessions: Sessions;
  readonly keyUse: KeyUse;
  readonly gateways: GatewayRegister;
  readonly signingKeys: SigningKeys;
  readonly terms: LeaseTerms;
  readonly tokens: Pick<ServiceTokens, 'read'>;
  /** Milliseconds since the epoch. */
  readonly clock: () => number;
  readonly reportRefusals: (report: ReportRefusalsRequest) => void;
}

type Method = 'key' | 'session';

/** What gateways and services ask of identity. Whoever asks shows that it is one of them. */
export function leaseService(config: LeaseServiceConfig): readonly Served[] {
  const { tokens, signingKeys, reportRefusals } = config;
  return serve(LeaseServiceService, {
    grantLease: async (request, { principal }) => {
      tokens.read(principal);
      const asked = { ...request, method: methodOf(request) };
      return grant(config, asked, (now) => shownStanding(config, asked, now));
    },
    grantKeyLease: async (request, { principal }) => {
      tokens.read(principal);
      return grant(config, { ...request, method: 'key' }, (now) => provenKeyStanding(config.runtime, request, now));
    },
    listSigningKeys: async (_request, { principal }) => {
      tokens.read(principal);
      return { keys: [...(await signingKeys.live())] };
    },
    reportRefusals: async (report, { principal }) => {
      tokens.read(principal);
      reportRefusals(report);
      return Promise.resolve({});
    },
  });
}

interface Asked extends Pick<GrantLeaseRequest, 'gatewayId'> {
  readonly method: Method;
}

async function grant(
  config: LeaseServiceConfig,
  { gatewayId, method }: Asked,
  standingAt: (now: number) => Promise<Standing>,
): Promise<GrantLeaseResponse> {
  // The clock first, then the register and its barrier, then the credential: `leaseDropper` says why.
  const askedAt = config.clock();
  await config.gateways.ensure(gatewayId, askedAt);
  const standing = await standingAt(askedAt);
  if (!standing.good) return { result: { $case: 'refusal', value: standing.refusal } };
  if (method === 'key') await config.keyUse.note(standing.organizationId, Number(standing.credentialId));
  return { result: { $case: 'lease', value: leaseOf(config, { standing, method, askedAt }) } };
}

async function shownStanding(
  config: LeaseServiceConfig,
  { method, prefix, digest }: Pick<GrantLeaseRequest, 'prefix' | 'digest'> & { readonly method: Method },
  now: number,
): Promise<Standing> {
  const shown = { prefix, digest };
  return method === 'session' ? sessionStanding(config, shown) : keyStanding(config.runtime, shown, now);
}

interface Granted {
  readonly standing: GoodStanding;
  readonly method: Method;
  readonly askedAt: number;
}

function leaseOf({ terms, signingKeys }: LeaseServiceConfig, { standing, method, askedAt }: Granted): Lease {
  const { organizationId, organizationName, actor, credentialId, permissions, scopes, endsAt } = standing;
  const { expiresAt, leaseMs } = grantedTime(askedAt, terms, endsAt);
  const who = { organizationId, organizationName, actor, credentialMethod: method, credentialId };
  return {
    ...who,
    principal: signPrincipal({ ...who, scopes }, expiresAt, signingKeys.current(expiresAt)),
    leaseMs: Math.floor(leaseMs),
    permissions: [...permissions],
    scopes: [...scopes],
    subjects: [...standing.subjects],
  };
}

function methodOf({ method }: GrantLeaseRequest): Method {
  if (method === 'key' || method === 'session') return method;
  throw new AppError('bad_request', 'bad_request', 'A credential is a key or a session');
}
