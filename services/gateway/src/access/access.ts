import type { Declaration, Surface } from '@benchline/actions';
import { AppError, unavailable } from '@benchline/errors';
import { refusedParty } from '@benchline/leases';
import type { CallOn, KnownParty, Lease, Leases, RefusalReports } from '@benchline/leases';
import type { ExecuteResponse } from '@benchline/proto/benchline/command/v1/command.ts';
import type { CredentialRefusal } from '@benchline/proto/benchline/identity/v1/lease.ts';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { authorize } from '../authorize.ts';
import type { RequestRates } from '../limits/request-rates.ts';
import type { StrangerRates } from '../limits/stranger-rates.ts';
import { answeredRefusal } from './answered-refusal.ts';
import { isSafe, type BrowserGuard } from './browser-guard.ts';
import { readCredential, type Credential } from './credential.ts';
import { apiKeyRequired, invalidCredential, rateLimited } from './refusals.ts';
import { readShown, type Shown } from './shown-credential.ts';

/** A request that asks to be let in. */
export interface Asked {
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
  readonly surface: Surface | undefined;
  /** `undefined` where no route took it. */
  readonly declaration: Declaration | undefined;
}

/** A request that was let in. What it may do is looked at again if its lease ends before it is done. */
export interface Admitted {
  readonly asked: Asked;
  readonly shown: Shown;
  readonly lease: Lease<Credential>;
}

export interface AccessParts {
  readonly leases: Leases<Credential>;
  readonly guard: BrowserGuard;
  readonly rates: RequestRates;
  readonly strangers: StrangerRates;
  readonly reports: RefusalReports;
}

/** Lets requests in, and lets them act, by leases: in the order of the contract, 401, 429, 403. */
export class Access {
  readonly #parts: AccessParts;

  constructor(parts: AccessParts) {
    this.#parts = parts;
  }

  /** @throws {AppError} `unauthenticated`, `rate_limited`, `forbidden`; `unavailable` where it can't be known. */
  async admit(asked: Asked): Promise<Admitted> {
    const shown = this.#read(asked);
    const lease = await this.#leaseFor(shown, asked);
    this.#takeTurn(lease, asked.reply);
    this.#allow(lease, shown, asked);
    return { asked, shown, lease };
  }

  /** Lets in who needs no credential. @throws {AppError} `rate_limited`, `forbidden`. */
  admitAnyone({ request }: Asked): void {
    const { strangers, guard } = this.#parts;
    strangers.check(request.ip);
    strangers.count(request.ip);
    // Signing somebody in to an account that isn't theirs is what a foreign page could do here.
    if (!isSafe(request.method)) guard.checkOrigin(request);
  }

  /**
   * Makes a call on a lease that holds when it begins. A service that doesn't believe the principal has done nothing, so it is asked
   * once more with a new one. What it refuses to whom it does believe is reported as the gateway's own refusals are.
   * @throws {AppError} what `admit` throws, and what the call does.
   */
  async call(
    { asked, shown, lease }: Admitted,
    make: (on: CallOn) => Promise<ExecuteResponse>,
  ): Promise<ExecuteResponse> {
    const { leases } = this.#parts;
    let current = lease;
    let doubt: unknown;
    for (let tries = 0; tries < triesMax; tries += 1) {
      const running = leases.begin(current);
      if (running === undefined) {
        current = await this.#again(shown, asked);
        continue;
      }
      try {
        const answered = await make({ principal: current.principal, id: running.id });
        leases.end(running);
        this.#reportRefusalBy(answeredRefusal(answered), current, asked);
        return answered;
      } catch (thrown) {
        if (!isAnswer(thrown)) {
          leases.lose(running);
          throw thrown;
        }
        leases.end(running);
        if (!isDoubted(thrown)) {
          this.#reportRefusalBy(forbiddenBecause(thrown), current, asked);
          throw thrown;
        }
        doubt = thrown;
        leases.forget(current);
      }
    }
    throw unavailable('The standing of the credential', doubt);
  }

  #read(asked: Asked): Shown {
    const shown = readShown(asked.request.headers);
    if (asked.surface !== 'integration' || shown.method === 'key') return shown;
    const lease = this.#parts.leases.held(shown.text);
    const refusal = apiKeyRequired();
    if (lease !== undefined) this.#report(lease, refusal.reason, asked);
    throw refusal;
  }

  async #leaseFor(shown: Shown, asked: Asked): Promise<Lease<Credential>> {
    const lease = this.#parts.leases.held(shown.text) ?? (await this.#obtain(shown, asked));
    if (shown.organization !== undefined && shown.organization !== String(lease.organizationId)) {
      this.#report(lease, 'organization_mismatch', asked);
      throw invalidCredential(shown.method);
    }
    return lease;
  }

  async #obtain(shown: Shown, asked: Asked): Promise<Lease<Credential>> {
    const { leases, strangers } = this.#parts;
    const { ip } = asked.request;
    strangers.check(ip);
    const credential = readCredential(shown.text);
    const obtained = credential === undefined ? undefined : await leases.obtain(credential);
    if (obtained?.lease !== undefined) return obtained.lease;
    strangers.count(ip);
    if (obtained !== undefined) this.#reportRefused(shown, obtained.refusal, asked);
    throw invalidCredential(shown.method);
  }

  async #again(shown: Shown, asked: Asked): Promise<Lease<Credential>> {
    const lease = await this.#leaseFor(shown, asked);
    this.#allow(lease, shown, asked);
    return lease;
  }

  #takeTurn(lease: Lease, reply: FastifyReply): void {
    const { rates } = this.#parts;
    if (rates.policy === undefined) return;
    const { allowed, field, retryAfterSeconds } = rates.take(lease.credentialKey, lease.organizationId);
    reply.header('ratelimit-policy', rates.policy).header('ratelimit', field);
    if (!allowed) throw rateLimited(retryAfterSeconds);
  }

  #allow(lease: Lease<Credential>, shown: Shown, asked: Asked): void {
    const { request, declaration, surface } = asked;
    if (declaration === undefined || surface === undefined) return;
    try {
      if (shown.byCookie && !isSafe(request.method)) this.#parts.guard.checkWrite(request, lease.credential);
      authorize(lease, declaration, surface);
    } catch (thrown) {
      if (thrown instanceof AppError) this.#report(lease, thrown.reason, asked);
      throw thrown;
    }
  }

  #reportRefused({ method }: Shown, refusal: CredentialRefusal, asked: Asked): void {
    const party = refusedParty(refusal, method);
    if (party !== undefined) this.#report(party, refusal.reason, asked);
  }

  /** A refusal of a service, where there was one. */
  #reportRefusalBy(reason: string | undefined, lease: Lease, asked: Asked): void {
    if (reason !== undefined) this.#report(lease, reason, asked);
  }

  #report(party: KnownParty, code: string, { request, declaration }: Asked): void {
    const { organizationId, actor, credentialMethod, credentialId } = party;
    this.#parts.reports.add({
      ...{ organizationId, actor, credentialMethod, credentialId, code },
      action: declaration?.name ?? '',
      source: request.ip,
      requestId: request.id,
    });
  }
}

/** A call, a new lease, and both once more. */
const triesMax = 4;

/** Whether a service has said so, and not the way to it, on which an answer may have been lost. */
function isAnswer(thrown: unknown): boolean {
  return thrown instanceof AppError && thrown.kind !== 'unavailable' && thrown.kind !== 'internal';
}

/** Whether a service didn't believe the principal that the gateway handed it: nothing that the caller can mend. */
function isDoubted(thrown: unknown): boolean {
  return thrown instanceof AppError && thrown.kind === 'unauthenticated';
}

function forbiddenBecause(thrown: unknown): string | undefined {
  return thrown instanceof AppError && thrown.kind === 'forbidden' ? thrown.reason : undefined;
}
