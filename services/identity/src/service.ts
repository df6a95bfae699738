import { randomBytes } from 'node:crypto';
import type { Declarations } from '@benchline/actions';
import type { ValuesOf } from '@benchline/config';
import type { ProvenKey, VerifyPrincipal } from '@benchline/principal';
import type { AnyAction } from '@benchline/runtime';
import type { DomainService, Drivers, Sealer } from '@benchline/service';
import { startDomainService } from '@benchline/service';
import type { Logger } from '@benchline/telemetry';
import { startAccessLog } from './access/start-access-log.ts';
import { accountActions } from './accounts/actions.ts';
import type { KeyUse } from './accounts/key-use.ts';
import { keyUse } from './accounts/key-use.ts';
import { directoryService } from './directory/directory-service.ts';
import type { identitySettings } from './config.ts';
import { keptSecret } from './kept-secret.ts';
import { identityKinds } from './kinds.ts';
import { leaseService } from './leases/lease-service.ts';
import { checkLeaseTerms } from './leases/lease-terms.ts';
import { startTrust } from './leases/start-trust.ts';
import { systemTime } from './leases/time.ts';
import type { FirstOwnerSettings } from './first-owner/ensure-first-owner.ts';
import { ensureFirstOwner } from './first-owner/ensure-first-owner.ts';
import { organizationActions } from './organizations/actions.ts';
import { createHasher } from './passwords/hasher.ts';
import { peopleActions } from './people/actions.ts';
import { emailDigests } from './people/email.ts';
import type { PeopleDeps } from './people/people-deps.ts';
import { authActions } from './sessions/actions.ts';
import { robotOutcomes } from './robots/robot-outcomes.ts';
import { robotDoor } from './robots/robot-door.ts';
import { roleActions } from './roles/actions.ts';
import type { SessionTerms } from './sessions/record-sessions.ts';
import { recordSessions } from './sessions/record-sessions.ts';

export { identitySettings } from './config.ts';
export { checkRequestDeadline } from './leases/lease-terms.ts';

export const identityName = 'identity';

/** The shape of the projections. A change of it builds them anew beside the old ones. */
export const identityShape = 'v1';

export interface IdentityConfig extends ValuesOf<typeof identitySettings> {
  /** What all services share. */
  readonly serviceSecret: string;
  readonly followEveryMs: number;
  readonly sweepEveryMs: number;
}

export interface IdentityDrivers extends Omit<Drivers, 'verify'> {
  /** For its secrets at rest. */
  readonly sealer: Sealer;
  /** Where people reach the product, if the settings don't say. */
  readonly publicUrl?: () => string;
}

export interface IdentityService extends DomainService {
  /** Tells which principals hold, from its own keys. */
  readonly verify: VerifyPrincipal;
  /** The public keys of all replicas. */
  readonly signingKeys: () => Promise<readonly ProvenKey[]>;
  /** What makes the first owner, where there is none and no setting names one. It works once. */
  readonly firstOwnerLink: (() => string) | undefined;
}

/** Where the gateway listens by default. */
const publicUrlDefault = 'http://127.0.0.1:8080';
const minuteMs = 60_000;
const hourMs = 60 * minuteMs;

/** Who may do what: organizations, people, roles, service accounts and their keys, and what gateways may rely on. */
export async function startIdentity(config: IdentityConfig, drivers: IdentityDrivers): Promise<IdentityService> {
  const { store, bus, declarations, logger, clock, tokens, sealer } = drivers;
  const { records } = store;
  const terms = checkLeaseTerms(config);
  const time = systemTime(clock);
  const stopping = new AbortController();
  const late = warningOf(logger);
  const base = { records, clock, random: randomBytes };
  // First of all: without its secrets nothing else is worth starting.
  const digestOf = emailDigests(await keptSecret({ ...base, sealer }, 'email_pepper'));
  const count = robotOutcomes(drivers.meter);
  const door = await robotDoor(config, { records, time, count, failed: late, opened: openedIn(logger) });
  const trust = { records, bus, time, terms, secret: config.serviceSecret };
  const failed = late('the signing key is not renewed');
  const { gateways, signingKeys, verify, ...leasing } = await startTrust({ ...trust, failed });
  const dropLeases = door.disconnecting(leasing.dropLeases);
  const sessions = recordSessions({ ...base, terms: sessionTerms(config) });
  const use = keyUse({ records, clock });
  const access = startAccessLog({ runtime: () => service.runtime, time, failed: late('access events are late') });
  const hasher = await createHasher();
  const people: PeopleDeps = {
    ...{ ...base, hasher, digestOf, sessions, dropLeases, accessLog: access },
    pause: (ms) => time.pause(ms, stopping.signal),
    publicUrl: () => config.publicUrl ?? drivers.publicUrl?.() ?? publicUrlDefault,
    signUp: config.signUp === 'on',
  };
  const service = startDomainService(
    {
      name: identityName,
      followEveryMs: config.followEveryMs,
      sweepEveryMs: config.sweepEveryMs,
      kinds: identityKinds,
      actions: identityActions(people, { declarations, dropLeases, keyUse: use }),
    },
    { ...drivers, verify },
  );
  const { runtime } = service;
  const asked = { gateways, signingKeys, terms, tokens, clock, reportRefusals: access.report };
  const leases = leaseService({ ...asked, runtime, sessions, keyUse: use });
  door.open({ runtime, keyUse: use, report: access.report });
  const ownerToken = await ensureFirstOwner({ ...people, runtime }, ownerSettings(config));

  return {
    runtime,
    served: [...service.served, ...leases, ...directoryService({ runtime, tokens })],
    verify,
    signingKeys: signingKeys.live,
    firstOwnerLink: ownerToken === undefined ? undefined : () => `${people.publicUrl()}/set-up#${ownerToken}`,
    stop: async () => {
      stopping.abort();
      await door.stop();
      await access.stop();
      await service.stop();
      await signingKeys.stop();
    },
  };
}

function warningOf(logger: Logger): (what: string) => (error: unknown) => void {
  return (what) => (error) => {
    logger.warn({ error }, what);
  };
}

function openedIn(logger: Logger): () => void {
  return () => {
    logger.info('robots can come in');
  };
}

function identityActions(
  people: PeopleDeps,
  deps: Pick<PeopleDeps, 'dropLeases'> & { readonly declarations: Declarations; readonly keyUse: KeyUse },
): readonly AnyAction[] {
  return [
    ...authActions(people),
    ...organizationActions(people),
    ...peopleActions(people),
    ...roleActions(deps),
    ...accountActions({ ...deps, random: randomBytes }),
  ];
}

function sessionTerms({ sessionIdleMinutes, sessionMaxHours }: IdentityConfig): SessionTerms {
  return { idleMs: sessionIdleMinutes * minuteMs, maxMs: sessionMaxHours * hourMs };
}

function ownerSettings({
  ownerEmail: email,
  ownerPassword: password,
  organization,
}: IdentityConfig): FirstOwnerSettings {
  return { email, password, organization };
}
