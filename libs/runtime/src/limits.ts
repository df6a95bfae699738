/** Bounds of a runtime. */
export interface Limits {
  /** Rows of commands that go into one commit. */
  readonly groupRows: number;
  /** Bytes of a commit up to which it takes further rows. The answer kept for a bulk call comes on top. */
  readonly commitBytes: number;
  /** Grams of new texts up to which a commit takes further rows: each is a row of an index. Rows of usual texts bring two or three. */
  readonly commitGrams: number;
  /** Rows that may wait per organization; a single larger command may wait alone. */
  readonly queuedRows: number;
  /** Records that a list looks at for one page; a page can be short when few of them match. */
  readonly scannedRows: number;
  /** Milliseconds before the first repetition of an insert whose fate is unknown; later ones wait up to 20 times as long. */
  readonly retryMs: number;
}

export const defaultLimits: Limits = {
  groupRows: 1000,
  commitBytes: 700_000,
  commitGrams: 20_000,
  queuedRows: 20_000,
  scannedRows: 2000,
  retryMs: 50,
};
