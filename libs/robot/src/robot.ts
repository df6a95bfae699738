import type { DeclaredActions, DeclaredRows } from '../gen/declared.ts';
import { memoryBuffer } from './buffer/command-buffer.ts';
import { openFileBuffer, type OpenedBuffer } from './buffer/file-buffer.ts';
import type { SendOptions } from './command.ts';
import type { EventOf, EventPattern, EventSubscription } from './events.ts';
import type { Outcome } from './outcome.ts';
import type { PendingCommand } from './pending.ts';
import { RobotClient } from './robot-client.ts';
import { checkSettings, type CheckedSettings, type RobotSettings } from './settings.ts';
import { troubleTeller, type TellTrouble } from './trouble.ts';

/** What robots can ask for: `samples.create`. */
export type ActionName = keyof DeclaredActions;
export type ActionInput<Action extends ActionName> = DeclaredActions[Action]['input'];
export type ActionBody<Action extends ActionName> = DeclaredActions[Action]['body'];

/** A robot's way to the platform. Each command is done once, and each `send` gets exactly its outcome, whatever fails in between. */
export interface Robot extends AsyncDisposable {
  /**
   * Sends a command and waits for its outcome. The command is in the buffer before it first goes out and stays there until its outcome is told;
   * offline it waits for a connection. One with the id and body of a command that is waiting already is that command.
   *
   * @throws {RobotError} `bad_command`, `too_large`, `id_in_use`, `buffer_full`, `buffer_failed`: it was not taken and never will be done;
   * `timeout`, `closed`: it was taken, and is in the buffer if that is a file.
   */
  send<Action extends ActionName>(
    action: Action,
    input: ActionInput<Action>,
    options?: SendOptions,
  ): Promise<Outcome<ActionBody<Action>>>;
  /** The same for up to 1,000 inputs as one command: each is judged as if it came alone, in order. */
  send<Action extends ActionName>(
    action: Action,
    inputs: readonly ActionInput<Action>[],
    options?: SendOptions,
  ): Promise<Outcome<DeclaredRows>>;
  /** Listens to events of the organization, as they come: what is told while there is no connection is missed. The key needs `events:view`. */
  events<Pattern extends EventPattern>(
    pattern: Pattern,
    handler: (event: EventOf<Pattern>) => void | Promise<void>,
  ): EventSubscription;
  /** Whether there is a connection. */
  readonly up: boolean;
  /** Commands without an outcome, oldest first. */
  readonly pending: readonly PendingCommand[];
  /** Waits until all commands that are pending now have their outcome; 30 s unless told. @throws {RobotError} `timeout`. */
  flush(timeoutMs?: number): Promise<void>;
  /** Waits for outcomes, 5 s unless told and only while there is a connection, and ends it; the rest stays in the buffer, if that is a file. */
  close(flushMs?: number): Promise<void>;
}

/**
 * Opens the buffer and connects, and sends what an earlier process left. Waits for the server no longer than `connectTimeoutMs`: one that is away
 * then is found later, and commands wait in the buffer. @throws {RobotError} for settings and buffers that can't be used.
 */
export async function connectRobot(settings: RobotSettings): Promise<Robot> {
  const checked = checkSettings(settings);
  const onTrouble = troubleTeller(checked.onTrouble);
  const client = new RobotClient(checked, await openBuffer(checked, onTrouble), onTrouble);
  await client.connected(checked.connectTimeoutMs);
  return client;
}

async function openBuffer(settings: CheckedSettings, onTrouble: TellTrouble): Promise<OpenedBuffer> {
  const { organizationId, keyId, buffer } = settings;
  if (buffer.file === undefined) return { buffer: memoryBuffer(), commands: [] };
  return openFileBuffer({ file: buffer.file, owner: { organizationId, keyId }, onTrouble });
}
