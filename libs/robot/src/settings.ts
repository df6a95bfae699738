import type { Command } from './command.ts';
import type { Outcome } from './outcome.ts';
import { RobotError } from './robot-error.ts';

export interface RobotSettings {
  /** `tls://host[:port]` or, where something else encrypts what is between machines, `nats://host[:port]`; of several, any. */
  readonly servers: string | readonly string[];
  /** The platform's key, as it was shown when it was made. */
  readonly key: string;
  readonly organizationId: number;
  /** The number of the key. */
  readonly keyId: number;
  /** How the connection is called on the server; `robot` unless told. */
  readonly name?: string;
  /** Files in PEM, where the server's certificate is none that this machine trusts anyway, or it asks for one. */
  readonly tls?: { readonly caFile?: string; readonly certFile?: string; readonly keyFile?: string };
  /** Where commands are kept until their outcome is there; in memory unless a file is named. */
  readonly buffer?: BufferSettings;
  /** Commands that are out without an outcome at a time; 256 unless told. With 1, each waits for the outcome of the one before. */
  readonly window?: number;
  /** How long the broker may take to say that it has a command, before it is sent again; 5 s unless told. */
  readonly receiptTimeoutMs?: number;
  /** How long an outcome may take before it is asked for again, then twice as long each time, up to 5 minutes; 10 s unless told. */
  readonly outcomeTimeoutMs?: number;
  /** How long a connection may take to come up; 5 s unless told. */
  readonly connectTimeoutMs?: number;
  /**
   * Hears every outcome, also those of commands that an earlier process left in the buffer, at least once: a command is kept until what this
   * returns is fulfilled, and where it throws or rejects, the outcome is asked for again.
   */
  readonly onOutcome?: (outcome: Outcome, command: Command) => void | Promise<void>;
  /** Hears what goes wrong and is tried again; on the console unless told. */
  readonly onTrouble?: (trouble: RobotError) => void;
}

export interface BufferSettings {
  /** One process at a time has it. It is made where there is none, readable by its owner only; `<file>.lock` stands beside it. */
  readonly file?: string;
  /** What the commands in it may take together, 64 MiB unless told. The file itself may for a while be twice that. */
  readonly bytesMax?: number;
  /** How many commands may be in it, 100,000 unless told. */
  readonly commandsMax?: number;
}

/** The settings with what stands where nothing is said. */
export type CheckedSettings = Required<Omit<RobotSettings, 'tls' | 'buffer' | 'onOutcome' | 'onTrouble' | 'servers'>> &
  Pick<RobotSettings, 'tls' | 'onOutcome' | 'onTrouble'> & {
    readonly servers: readonly string[];
    /** Whether nothing may be said before the connection is encrypted. */
    readonly encrypted: boolean;
    readonly buffer: { readonly file: string | undefined; readonly bytesMax: number; readonly commandsMax: number };
  };

const defaults = {
  name: 'robot',
  window: 256,
  receiptTimeoutMs: 5_000,
  outcomeTimeoutMs: 10_000,
  connectTimeoutMs: 5_000,
} as const;

const bufferDefaults = { file: undefined, bytesMax: 64 * 1024 * 1024, commandsMax: 100_000 } as const;

/** @throws {RobotError} `bad_settings`, which doesn't say the key. */
export function checkSettings(settings: RobotSettings): CheckedSettings {
  const checked = { ...defaults, ...settings };
  const buffer = { ...bufferDefaults, ...settings.buffer };
  const { hosts, encrypted } = readServers(settings.servers);
  const { organizationId, keyId, window, receiptTimeoutMs, outcomeTimeoutMs, connectTimeoutMs } = checked;
  const numbers = { organizationId, keyId, window, receiptTimeoutMs, outcomeTimeoutMs, connectTimeoutMs };
  const { bytesMax, commandsMax } = buffer;
  checkNumbers({ ...numbers, 'buffer.bytesMax': bytesMax, 'buffer.commandsMax': commandsMax });
  checkTexts({ key: checked.key, name: checked.name, 'buffer.file': buffer.file ?? 'none' });
  return { ...checked, servers: hosts, encrypted, buffer };
}

function readServers(servers: string | readonly string[]): { hosts: readonly string[]; encrypted: boolean } {
  const urls = [servers].flat().map((server) => URL.parse(server));
  const protocols = new Set(urls.map((url) => url?.protocol));
  const [protocol] = protocols;
  const plain = urls.every((url) => url !== null && url.host !== '' && url.username === '' && url.password === '');
  // One of them without encryption would get the key in the clear.
  if (!plain || protocols.size !== 1 || (protocol !== 'tls:' && protocol !== 'nats:')) {
    throw badSetting('servers are all like tls://host:port, or all like nats://host:port, without credentials');
  }
  return { hosts: urls.flatMap((url) => url?.host ?? []), encrypted: protocol === 'tls:' };
}

function checkNumbers(numbers: Readonly<Record<string, number>>): void {
  for (const [name, value] of Object.entries(numbers)) {
    if (!Number.isSafeInteger(value) || value < 1) throw badSetting(`${name} is a whole number from 1 on`);
  }
}

function checkTexts(texts: Readonly<Record<string, unknown>>): void {
  for (const [name, value] of Object.entries(texts)) {
    if (typeof value !== 'string' || value === '') throw badSetting(`${name} is a text that isn't empty`);
  }
}

function badSetting(message: string): RobotError {
  return new RobotError('bad_settings', message);
}
