import type { Command } from '../command.ts';
import { RobotError } from '../robot-error.ts';
import type { TellTrouble } from '../trouble.ts';
import type { CommandBuffer } from './command-buffer.ts';
import { append, syncFolderOf, writeFresh, type OpenFile } from './fresh-file.ts';
import { commandLine, settledLine, syncedLine, type BufferOwner } from './lines.ts';
import { lockBuffer } from './lock.ts';
import { readBuffer } from './read-buffer.ts';

export interface FileBufferConfig {
  readonly file: string;
  readonly owner: BufferOwner;
  readonly onTrouble: TellTrouble;
}

/** The buffer, and the commands that an earlier process left in it. */
export interface OpenedBuffer {
  readonly buffer: CommandBuffer;
  readonly commands: readonly Command[];
}

/** @throws {RobotError} `buffer_locked`, `buffer_damaged`, `buffer_of_another_key`, `buffer_failed`. */
export async function openFileBuffer(config: FileBufferConfig): Promise<OpenedBuffer> {
  const lock = lockBuffer(config.file);
  try {
    const commands = await readBuffer(config.file, config.owner);
    const opened = await writeFresh(config.file, config.owner, commands);
    await syncFolderOf(config.file);
    return { buffer: new FileBuffer(config, { lock, opened, commands }), commands };
  } catch (thrown) {
    lock[Symbol.dispose]();
    throw thrown instanceof RobotError ? thrown : failed(config.file, thrown);
  }
}

/** What waits to be written. */
type Job =
  | { readonly command: Command; readonly done: () => void; readonly failed: (error: RobotError) => void }
  | { readonly settled: string };

const groupCharsMax = 1024 * 1024;
/** A file smaller than this isn't worth writing anew. */
const compactBytesMin = 1024 * 1024;

/** Lines are only added. What comes while the disk is busy is written together, and synced once. */
class FileBuffer implements CommandBuffer {
  readonly #config: FileBufferConfig;
  readonly #lock: Disposable;
  readonly #kept: Map<string, Command>;
  #jobs: Job[] = [];
  #writing: Promise<void> | undefined;
  #opened: OpenFile;
  #syncedBytes: number;
  /** What the file had when it was last written anew. */
  #freshBytes: number;
  #closed = false;
  /** After a sync that failed nobody knows what is on the disk (https://wiki.postgresql.org/wiki/Fsync_Errors). */
  #broken: RobotError | undefined;

  constructor(config: FileBufferConfig, start: { lock: Disposable; opened: OpenFile; commands: readonly Command[] }) {
    this.#config = config;
    this.#lock = start.lock;
    this.#kept = new Map(start.commands.map((command) => [command.id, command]));
    this.#opened = start.opened;
    this.#syncedBytes = start.opened.bytes;
    this.#freshBytes = start.opened.bytes;
  }

  keep(command: Command): Promise<void> {
    const { promise, resolve, reject } = Promise.withResolvers<undefined>();
    this.#add({
      command,
      done: () => {
        resolve(undefined);
      },
      failed: reject,
    });
    return promise;
  }

  forget(id: string): void {
    // A listener that took its time: the command will be asked for again, as after a crash.
    if (!this.#closed) this.#add({ settled: id });
  }

  async close(): Promise<void> {
    this.#closed = true;
    while (this.#writing !== undefined) await this.#writing;
    await this.#opened.handle.close();
    this.#lock[Symbol.dispose]();
  }

  #add(job: Job): void {
    this.#jobs.push(job);
    this.#writing ??= this.#writeAll();
  }

  async #writeAll(): Promise<void> {
    await Promise.resolve(); // what is sent in one turn is one group
    while (this.#jobs.length > 0) await this.#writeGroup(this.#takeGroup());
    this.#writing = undefined;
  }

  #takeGroup(): readonly Job[] {
    let chars = 0;
    const end = this.#jobs.findIndex(
      (job) => (chars += 'command' in job ? job.command.body.length : 0) > groupCharsMax,
    );
    return this.#jobs.splice(0, end === -1 ? this.#jobs.length : end + 1);
  }

  async #writeGroup(group: readonly Job[]): Promise<void> {
    try {
      if (this.#broken !== undefined) throw this.#broken;
      await this.#write(group);
      for (const job of group) if ('command' in job) job.done();
      if (this.#isWorthCompacting()) await this.#compact();
    } catch (thrown) {
      const error = thrown instanceof RobotError ? thrown : failed(this.#config.file, thrown);
      for (const job of group) if ('command' in job) job.failed(error);
      this.#config.onTrouble(error);
    }
  }

  async #write(group: readonly Job[]): Promise<void> {
    const { handle, bytes: start } = this.#opened;
    const keeps = group.some((job) => 'command' in job);
    const lines = group.map((job) => ('command' in job ? commandLine(job.command) : settledLine(job.settled)));
    const text = `${keeps ? syncedLine(this.#syncedBytes) : ''}${lines.join('')}`;
    const bytes = start + (await append(handle, text, start).catch((error: unknown) => this.#undo(error)));
    if (keeps) {
      await handle.datasync().catch((error: unknown) => this.#break(error));
      this.#syncedBytes = bytes;
    }
    this.#opened = { handle, bytes };
    for (const job of group) {
      if ('command' in job) this.#kept.set(job.command.id, job.command);
      else this.#kept.delete(job.settled);
    }
  }

  /** A command whose sender was told that it isn't kept must not turn up later. */
  async #undo(error: unknown): Promise<never> {
    await this.#opened.handle.truncate(this.#opened.bytes).catch((reason: unknown) => this.#break(reason));
    throw error;
  }

  #break(error: unknown): never {
    this.#broken = failed(this.#config.file, error);
    throw this.#broken;
  }

  #isWorthCompacting(): boolean {
    return this.#opened.bytes > compactBytesMin + 2 * this.#freshBytes;
  }

  /** Where the new file can't be written, the old one stands and is used on. */
  async #compact(): Promise<void> {
    const old = this.#opened.handle;
    try {
      this.#opened = await writeFresh(this.#config.file, this.#config.owner, this.#kept.values());
    } catch (error) {
      this.#freshBytes = this.#opened.bytes; // tried again when it has grown once more
      this.#config.onTrouble(failed(this.#config.file, error));
      return;
    }
    this.#syncedBytes = this.#freshBytes = this.#opened.bytes;
    await old.close();
    await syncFolderOf(this.#config.file).catch((error: unknown) => this.#break(error));
  }
}

function failed(file: string, cause: unknown): RobotError {
  const code = typeof cause === 'object' && cause !== null && 'code' in cause ? ` (${String(cause.code)})` : '';
  return new RobotError('buffer_failed', `The buffer ${file} cannot be written${code}`, { cause });
}
