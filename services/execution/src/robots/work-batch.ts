import { AppError, toAppError, unavailable } from '@benchline/errors';
import type {
  Call,
  Command,
  Outcome,
  ReadRobotCommand,
  RobotAnswer,
  RobotCommand,
  RobotReply,
  Runtime,
} from '@benchline/runtime';
import { isToBeRepeated, refusedAnswer } from '@benchline/runtime';
import type { Sender } from './command-message.ts';
import type { Pause } from './pause.ts';

/** A command of a batch. */
export interface Work {
  readonly sender: Sender;
  readonly command: RobotCommand;
}

/** What became of it, to be told. */
export interface Settled<W extends Work> {
  readonly work: W;
  readonly answer: RobotAnswer;
  /** Set where nothing could come of it. */
  readonly poison: AppError | undefined;
  /** Who asked, where that is known. */
  readonly call: Call | undefined;
}

/** Acting as a key for the time of a batch. */
export interface Standing {
  /** The signed principal, and the call on the lease that it is used for. */
  readonly principal: string;
  readonly callId: string;
  /** To be told when nothing more is done on it. `doubted`: the runtime didn't believe it. */
  readonly end: (doubted: boolean) => void;
  /** To be told instead where something may be going on, unheard of. */
  readonly lose: () => void;
}

export interface BatchConfig<W extends Work> {
  readonly runtime: Pick<Runtime, 'changeInOrder'>;
  readonly read: ReadRobotCommand;
  readonly answer: (action: string, reply: RobotReply) => RobotAnswer;
  /** What a key may do now. @throws {AppError} `unauthenticated` where it may nothing more; `unavailable` where that can't be known. */
  readonly stand: (sender: Sender) => Promise<Standing>;
  /** What a command has come to before, where it has. @throws {AppError} `unavailable`. */
  readonly before: (work: W) => Promise<RobotAnswer | undefined>;
  /** Tells what became of a command. @throws {AppError} `unavailable`. */
  readonly settle: (settled: Settled<W>) => Promise<void>;
  /** Hears that a batch waits. */
  readonly waits: (error: AppError) => void;
  readonly pause: Pause;
}

const retryMsMin = 50;
const retryMsMax = 2_000;

/**
 * Works commands until each has an outcome that is told, or until the signal. Organizations don't wait for each other; the commands of
 * one go to its lane in their order, and what comes to nothing because something is away is done again before anything that comes later.
 */
export async function workBatch<W extends Work>(
  config: BatchConfig<W>,
  batch: readonly W[],
  signal: AbortSignal,
): Promise<void> {
  const organizations = Map.groupBy(batch, ({ sender }) => sender.organizationId);
  await Promise.all([...organizations].map(([org, works]) => workOrganization(config, { org, works, signal })));
}

interface OrganizationBatch<W extends Work> {
  readonly org: number;
  readonly works: readonly W[];
  readonly signal: AbortSignal;
}

async function workOrganization<W extends Work>(
  config: BatchConfig<W>,
  { org, works, signal }: OrganizationBatch<W>,
): Promise<void> {
  let left = works;
  for (let waitMs = retryMsMin; !signal.aborted; waitMs = Math.min(2 * waitMs, retryMsMax)) {
    const round = await attempt(config, org, left);
    const gone = new Set(round.through);
    left = left.filter((work) => !gone.has(work));
    if (left.length === 0) return;
    if (round.error !== undefined) config.waits(round.error);
    await config.pause(waitMs, signal);
  }
}

interface Round<W extends Work> {
  readonly through: readonly W[];
  /** Why some are left. */
  readonly error: AppError | undefined;
}

/** One attempt at all of them, in order. */
async function attempt<W extends Work>(config: BatchConfig<W>, org: number, works: readonly W[]): Promise<Round<W>> {
  const standings = await standingsOf(config, works);
  let ran: readonly Judged<W>[] = [];
  try {
    ran = await runAll(config, org, await judgeAll(config, works, standings));
    const ends = await Promise.all(ran.map((end) => tell(config, end)));
    return {
      through: ends.filter(({ error }) => error === undefined).map(({ work }) => work),
      error: ends.find(({ error }) => error !== undefined)?.error,
    };
  } finally {
    endStandings(standings, ran);
  }
}

function endStandings(standings: Standings, ran: readonly Judged<Work>[]): void {
  const doubted = keysOf(ran.filter(({ error }) => error?.reason === 'principal_expired'));
  const lost = keysOf(ran.filter(({ command, error }) => command !== undefined && error?.kind === 'unavailable'));
  for (const [keyId, standing] of standings) {
    if (standing instanceof AppError) continue;
    if (lost.has(keyId)) standing.lose();
    else standing.end(doubted.has(keyId));
  }
}

function keysOf(ran: readonly Judged<Work>[]): ReadonlySet<number> {
  return new Set(ran.map(({ work }) => work.sender.keyId));
}

type Standings = ReadonlyMap<number, Standing | AppError>;

async function standingsOf({ stand }: Pick<BatchConfig<Work>, 'stand'>, works: readonly Work[]): Promise<Standings> {
  const senders = new Map(works.map(({ sender }) => [sender.keyId, sender]));
  const stood = [...senders].map(
    async ([keyId, sender]) => [keyId, await stand(sender).catch((thrown: unknown) => toAppError(thrown))] as const,
  );
  return new Map(await Promise.all(stood));
}

/** A command as far as it has come in a round: read, answered, or left for the next one. */
interface Judged<W extends Work> {
  readonly work: W;
  readonly command?: Command | undefined;
  readonly poison?: AppError | undefined;
  readonly answer?: RobotAnswer;
  /** Why it is left. */
  readonly error?: AppError;
}

/** Reads them one after the other. Where one of a sender is left, so are the sender's others behind it. */
async function judgeAll<W extends Work>(
  config: BatchConfig<W>,
  works: readonly W[],
  standings: Standings,
): Promise<readonly Judged<W>[]> {
  const blocked = new Map<number, AppError>();
  const judged: Judged<W>[] = [];
  for (const work of works) {
    const { keyId } = work.sender;
    const ahead = blocked.get(keyId);
    const standing = standings.get(keyId) ?? unavailable('The standing of the key');
    const one = ahead === undefined ? await readOne(config, work, standing) : { work, error: ahead };
    if (one.error !== undefined) blocked.set(keyId, one.error);
    judged.push(one);
  }
  return judged;
}

/** Of a key that may nothing more, or of which that isn't known. What was done while it might is told all the same. */
async function unread<W extends Work>({ before }: BatchConfig<W>, work: W, error: AppError): Promise<Judged<W>> {
  if (error.kind !== 'unauthenticated') return { work, error };
  const answer = await before(work);
  return answer === undefined ? refused(work, error) : { work, answer };
}

function refused<W extends Work>(work: W, error: AppError): Judged<W> {
  return { work, answer: refusedAnswer(error), poison: error };
}

async function readOne<W extends Work>(
  config: BatchConfig<W>,
  work: W,
  standing: Standing | AppError,
): Promise<Judged<W>> {
  try {
    if (standing instanceof AppError) return await unread(config, work, standing);
    return { work, ...(await config.read(work.command, standing)) };
  } catch (thrown) {
    const error = toAppError(thrown);
    // A command that trips over a defect of ours would trip over it for ever, and everybody behind it.
    return error.kind === 'internal' ? refused(work, error) : { work, error };
  }
}

async function runAll<W extends Work>(
  { runtime, answer }: BatchConfig<W>,
  org: number,
  judged: readonly Judged<W>[],
): Promise<readonly Judged<W>[]> {
  const commands = judged.flatMap(({ command }) => command ?? []);
  let outcomes: readonly Promise<Outcome>[];
  try {
    outcomes = runtime.changeInOrder(org, commands);
  } catch (thrown) {
    const error = toAppError(thrown);
    return judged.map((one) => (one.command === undefined ? one : { work: one.work, error }));
  }
  let next = 0;
  return Promise.all(
    judged.map(async (one) => {
      const outcome = one.command === undefined ? undefined : outcomes[next++];
      return outcome === undefined ? one : ended(one, outcome, answer);
    }),
  );
}

async function ended<W extends Work>(
  { work, command, poison }: Judged<W>,
  outcome: Promise<Outcome>,
  answer: BatchConfig<W>['answer'],
): Promise<Judged<W>> {
  try {
    return { work, answer: answer(work.command.action, await outcome) };
  } catch (thrown) {
    const error = toAppError(thrown);
    return isToBeRepeated(error) ? { work, command, error } : { work, command, poison, answer: refusedAnswer(error) };
  }
}

async function tell<W extends Work>(config: BatchConfig<W>, one: Judged<W>): Promise<Judged<W>> {
  const { work, answer, poison, command } = one;
  if (answer === undefined) return one;
  try {
    await config.settle({ work, answer, poison, call: command?.call });
    return one;
  } catch (thrown) {
    const error = toAppError(thrown);
    const isDefect = error.kind === 'internal' && poison?.kind !== 'internal';
    // An outcome that a defect of ours keeps from being told would be in everybody's way for ever: that is told then.
    return isDefect ? tell(config, { ...one, ...refused(work, error) }) : { work, error };
  }
}
