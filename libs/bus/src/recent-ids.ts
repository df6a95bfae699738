export interface RecentIdsConfig {
  readonly windowMs: number;
  /** So many of the latest are known even within the window, and at most twice as many. */
  readonly idsMax: number;
  /** Monotonic milliseconds. */
  readonly clock: () => number;
}

const defaults: RecentIdsConfig = { windowMs: 120_000, idsMax: 50_000, clock: () => performance.now() };

/**
 * The window in which a repeated id is known, as JetStream's: by time, and bounded in number. Ids go by whole generations, for in a map
 * whose oldest entries are deleted one by one, the way to the oldest leads past the places of all that were deleted before.
 */
export class RecentIds {
  readonly #config: RecentIdsConfig;
  #young = new Set<string>();
  #old: ReadonlySet<string> = new Set();
  #youngSince: number;

  constructor(config: Partial<RecentIdsConfig> = {}) {
    this.#config = { ...defaults, ...config };
    this.#youngSince = this.#config.clock();
  }

  /** Whether the id is new. */
  add(id: string): boolean {
    const { windowMs, idsMax, clock } = this.#config;
    const now = clock();
    if (now - this.#youngSince >= windowMs || this.#young.size >= idsMax) {
      [this.#old, this.#young, this.#youngSince] = [this.#young, new Set(), now];
    }
    if (this.#young.has(id) || this.#old.has(id)) return false;
    this.#young.add(id);
    return true;
  }
}
