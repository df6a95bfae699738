/** One request with a credential. Times by a clock that only runs forward. */
export interface Use {
  readonly sentAt: number;
  readonly answeredAt: number;
  /** 0 for a broken connection. */
  readonly status: number;
  /** What a refusal said, and which gateway. */
  readonly said?: string;
}

/** A time in which a credential has to be let in, or must not be; both from the moment when that was acknowledged. */
export interface Span {
  readonly from: number;
  /** When the next change was begun. */
  readonly until: number;
  readonly may: boolean;
}

/** What became of a credential, and of the requests that were made with it. */
export interface Access {
  readonly what: 'session' | 'key' | 'role';
  readonly spans: readonly Span[];
  readonly uses: readonly Use[];
}

export interface AccessVerdict {
  /** Times in which what was acknowledged was not let in. */
  readonly lost: number;
  /** Requests that were accepted on terms that had been taken back. */
  readonly acceptedAfterRevocation: number;
  /** Requests that could be judged: let in, and kept out. */
  readonly letIn: number;
  readonly keptOut: number;
  /** Requests that were to be kept out, and were answered what says neither. */
  readonly odd: number;
}

/** Holds requests against what was acknowledged before they were sent. One that met a change under way is not judged. */
export function judgeAccess(accesses: readonly Access[]): AccessVerdict {
  const judged = accesses.flatMap(({ spans, uses }) =>
    spans.map((span) => ({ may: span.may, uses: uses.filter((use) => isWithin(use, span) && isClear(use)) })),
  );
  const granted = judged.filter(({ may }) => may);
  const takenBack = judged.filter(({ may }) => !may);
  return {
    lost: granted.filter(({ uses }) => uses.some((use) => !isAccepted(use))).length,
    acceptedAfterRevocation: takenBack.flatMap(({ uses }) => uses.filter(isAccepted)).length,
    letIn: granted.flatMap(({ uses }) => uses.filter(isAccepted)).length,
    keptOut: takenBack.flatMap(({ uses }) => uses.filter(isKeptOut)).length,
    odd: takenBack.flatMap(({ uses }) => uses.filter((use) => !isAccepted(use) && !isKeptOut(use))).length,
  };
}

/** The requests that were answered as they must not be, in words. */
export function wrongUses(accesses: readonly Access[]): readonly string[] {
  return accesses.flatMap(({ what, spans, uses }) =>
    spans.flatMap((span) =>
      uses
        .filter((use) => isWithin(use, span) && isClear(use) && !(span.may ? isAccepted : isKeptOut)(use))
        .map(({ sentAt, status, said = '' }) => {
          const after = `${(sentAt - span.from).toFixed(0)} ms after it was ${span.may ? 'given' : 'taken back'}`;
          return `${what}: ${String(status)} ${after} ${said}`.trimEnd();
        }),
    ),
  );
}

/** Whether an answer says anything about the credential: 503 means that a part is away. */
export function isClear({ status }: Pick<Use, 'status'>): boolean {
  return status !== 0 && status !== 503;
}

function isWithin({ sentAt, answeredAt }: Use, { from, until }: Span): boolean {
  return sentAt >= from && answeredAt <= until;
}

function isAccepted({ status }: Use): boolean {
  return status >= 200 && status < 300;
}

function isKeptOut({ status }: Use): boolean {
  return status === 401 || status === 403;
}
