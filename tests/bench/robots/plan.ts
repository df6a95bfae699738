/** One sender of commands. */
export interface Caller {
  /** Of the NATS server, with the user in it, or none where there is a token. */
  readonly url: string;
  /** The platform's key. */
  readonly token?: string;
  /** The subject that its commands go to. */
  readonly commands: string;
  /** Subjects that say what became of them. */
  readonly outcomes: string;
  /** The broker's receipts come below it. */
  readonly inbox: string;
  readonly experimentId: number;
}

/** What the robots are told to send: commands that register samples. */
export interface RobotsPlan {
  readonly callers: readonly Caller[];
  /** Samples in the array of a command; one without an array. */
  readonly rows: number | 'object';
  readonly pace: Pace;
  readonly seconds: number;
  /** Makes ids unlike those of every other run. */
  readonly run: string;
}

export type Pace =
  /** Commands of a robot that may be out without an outcome: it sends the next when it hears one. */
  | { readonly window: number }
  /** All together send so many commands a second, whatever they hear. */
  | { readonly perSecond: number };

export interface RobotsResult {
  /** Samples a second whose outcome was heard in the time. */
  readonly perSecond: number;
  /** Commands whose outcome was heard in the time. */
  readonly commands: number;
  /** Samples of all commands that were sent, which are answered as well, if later. */
  readonly made: number;
  /** Of those, from when one was to be sent to its outcome. */
  readonly p50Ms: number;
  readonly p99Ms: number;
  /** Of those, each robot's. */
  readonly ofRobots: readonly number[];
  /** What the robots' process itself used, of one processor. */
  readonly ownShare: number;
}

/** Robots that come in, all at once first, and then each again as soon as it is in. */
export interface ConnectsPlan {
  readonly callers: readonly Caller[];
  /** How long they come again and again. */
  readonly seconds: number;
}

export interface ConnectsResult {
  /** From the first who comes until all who came at once are in. */
  readonly allInMs: number;
  /** Those that were in within the time, a second. */
  readonly perSecond: number;
  /** All that came in, those of the beginning too. */
  readonly made: number;
  /** What the robots' process itself used while they came again and again, of one processor. */
  readonly ownShare: number;
}

/** Without it, a message on the subject of outcomes is the number of commands that are through since the last one: bare lines tell no more. */
export const statusHeader = 'Benchline-Status';
