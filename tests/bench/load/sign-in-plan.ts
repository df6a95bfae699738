/** What the sign-in generator is told: who signs in at which product, how often. It goes on until SIGTERM. */
export interface SignInPlan {
  readonly url: string;
  readonly people: readonly { readonly email: string; readonly password: string }[];
  /** Sign-ins begun in a second; each person signs in anew as soon as he is in, where nothing is said. */
  readonly perSecond?: number;
}

export interface SignInResult {
  readonly perSecond: number;
  /** Of those who got in. */
  readonly p50Ms: number;
  /** Answers that were no 200, by status. */
  readonly refused: Readonly<Record<string, number>>;
}

/** What it prints when the first person is in. */
export const underWay = 'under way';
