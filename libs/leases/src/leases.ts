import { unavailable } from '@benchline/errors';
import type { CredentialRefusal } from '@benchline/proto/benchline/identity/v1/lease.ts';
import type { AskLease } from './ask-lease.ts';
import { leaseOf, type Lease, type NamedCredential } from './lease.ts';
import { recentDrops, type RecentDrops } from './recent-drops.ts';
import { runningCalls, type RunningCall } from './running-calls.ts';
import { unknownCredentials, type UnknownCredentials } from './unknown-credentials.ts';

export interface LeasesConfig<C extends NamedCredential> {
  readonly gatewayId: string;
  readonly ask: AskLease<C>;
  /** Monotonic milliseconds. */
  readonly clock: () => number;
  readonly leasesMax: number;
}

export type Obtained<C extends NamedCredential> =
  { readonly lease: Lease<C> } | { readonly lease: undefined; readonly refusal: CredentialRefusal };

/** More than there are while a question is under way. */
const dropsMax = 10_000;
/** How often a question is repeated that a drop overtook. */
const asksMax = 3;
/** After a renewal that had no answer, this part of a lease goes by before the next one. */
const renewalPause = 0.1;

/**
 * The leases that this gateway holds. One is relied on until the time it was asked for plus its length, and not a moment longer, nor
 * after one of its subjects was dropped.
 */
export class Leases<C extends NamedCredential = NamedCredential> {
  readonly #config: LeasesConfig<C>;
  /** By text, in the order in which they were granted: who is used is renewed, so the first is the one that was unused for longest. */
  readonly #held = new Map<string, Lease<C>>();
  readonly #asking = new Map<string, Promise<Obtained<C>>>();
  readonly #calls = runningCalls();
  readonly #lost = new Set<Lease>();
  #callsMade = 0;
  readonly #drops: RecentDrops = recentDrops(dropsMax);
  readonly #unknown: UnknownCredentials;

  constructor(config: LeasesConfig<C>) {
    this.#config = config;
    this.#unknown = unknownCredentials(config.clock);
  }

  get size(): number {
    return this.#held.size;
  }

  /** The lease of a credential that may be relied on now. Past its half the next one is asked for meanwhile. */
  held(text: string): Lease<C> | undefined {
    const lease = this.#held.get(text);
    if (lease === undefined) return undefined;
    const now = this.#config.clock();
    if (now >= lease.until) {
      this.#held.delete(text);
      return undefined;
    }
    if (now >= lease.renewFrom) this.#renew(lease);
    return lease;
  }

  /** Waits for a lease; all who ask for one credential at a time wait for one answer. @throws {AppError} `unavailable`. */
  obtain(credential: C): Promise<Obtained<C>> {
    const { digest } = credential;
    const refusal = this.#unknown.find(digest);
    if (refusal !== undefined) return Promise.resolve({ lease: undefined, refusal });
    const running = this.#asking.get(digest);
    if (running !== undefined) return running;
    const asking = this.#ask(credential).finally(() => this.#asking.delete(digest));
    this.#asking.set(digest, asking);
    return asking;
  }

  /** A call on the lease, if one may be made now: it has to be the lease that is held. The call's end has to be told. */
  begin(lease: Lease<C>): RunningCall | undefined {
    if (this.#held.get(lease.credential.text) !== lease || this.#config.clock() >= lease.until) return undefined;
    const call = { lease, id: `${this.#config.gatewayId}/${(this.#callsMade += 1)}` };
    this.#calls.begin(call);
    return call;
  }

  end(call: RunningCall): void {
    this.#calls.end(call);
  }

  /**
   * Ends a call that had no answer. For all that is known here it goes on until its principal ends, so drops wait as long for it; one
   * such call of a lease stands for all of them.
   */
  lose(call: RunningCall): void {
    const { lease } = call;
    if (this.#lost.has(lease)) {
      this.end(call);
      return;
    }
    this.#lost.add(lease);
    const left = Math.max(0, lease.until - this.#config.clock());
    // Twice a lease is past the principal's end, whose clock is another's. Identity waits no longer than one in any case.
    setTimeout(() => {
      this.#lost.delete(lease);
      this.end(call);
    }, left + lease.lastsMs).unref();
  }

  forget(lease: Lease<C>): void {
    const { text } = lease.credential;
    if (this.#held.get(text) === lease) this.#held.delete(text);
  }

  /**
   * Takes back at once what depends on the subject; resolves when the last call on it has ended.
   * @param within id of the call that waits for this, so that neither this nor any other drop waits for it
   */
  async drop(subject: string, within?: string): Promise<void> {
    this.#drops.add(subject);
    for (const lease of this.#held.values()) if (lease.subjects.has(subject)) this.forget(lease);
    if (within !== undefined) this.#calls.leaveOut(within);
    await this.#calls.ended(({ lease }) => lease.subjects.has(subject));
  }

  #renew(lease: Lease<C>): void {
    this.obtain(lease.credential).catch(() => {
      lease.renewFrom = this.#config.clock() + lease.lastsMs * renewalPause;
    });
  }

  async #ask(credential: C): Promise<Obtained<C>> {
    const { ask, clock } = this.#config;
    for (let asks = 0; asks < asksMax; asks += 1) {
      const [askedAt, place] = [clock(), this.#drops.count];
      const verdict = await ask(credential);
      if (!verdict.granted) return this.#refused(credential, verdict.refusal);
      const lease = leaseOf(credential, verdict.lease, askedAt);
      // What was on its way when the drop came may tell of the time before it.
      if (this.#drops.anySince(place, lease.subjects)) continue;
      this.#hold(lease);
      return { lease };
    }
    throw unavailable('The standing of the credential');
  }

  #refused(credential: C, refusal: CredentialRefusal): Obtained<C> {
    const lease = this.#held.get(credential.text);
    if (lease !== undefined) this.forget(lease);
    if (refusal.reason === 'unknown') this.#unknown.add(credential.digest, refusal);
    return { lease: undefined, refusal };
  }

  #hold(lease: Lease<C>): void {
    const { text } = lease.credential;
    this.#held.delete(text);
    this.#held.set(text, lease);
    const now = this.#config.clock();
    for (const [oldest, { until }] of this.#held) {
      if (this.#held.size <= this.#config.leasesMax && until > now) return;
      this.#held.delete(oldest);
    }
  }
}
