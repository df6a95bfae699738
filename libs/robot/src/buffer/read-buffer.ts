import { readFile } from 'node:fs/promises';
import type { Command } from '../command.ts';
import { RobotError } from '../robot-error.ts';
import { readLine, type BufferOwner, type Line } from './lines.ts';

const newline = 10;

/**
 * The commands of a buffer that are not settled, oldest first; none where there is no file. What a crash tore off at the end was never sent
 * and is left out. @throws {RobotError} `buffer_damaged` where a line before that can't be read, `buffer_of_another_key`.
 */
export async function readBuffer(file: string, owner: BufferOwner): Promise<readonly Command[]> {
  const bytes = await readIfThere(file);
  if (bytes.length === 0) return [];
  const { lines, bad } = readLines(bytes);
  const [first] = lines;
  if (first?.kind !== 'owner') throw damaged(file, 1);
  if (first.owner.organizationId !== owner.organizationId || first.owner.keyId !== owner.keyId) {
    throw ofAnotherKey(file, first.owner);
  }
  if (bad !== undefined && bad.at < bad.syncedTo) throw damaged(file, bad.line);
  return unsettled(lines);
}

interface Reading {
  /** Those before the first bad one. */
  readonly lines: readonly Line[];
  readonly bad: { readonly at: number; readonly line: number; readonly syncedTo: number } | undefined;
}

function readLines(bytes: Buffer): Reading {
  const lines: Line[] = [];
  let bad: { readonly at: number; readonly line: number } | undefined;
  let syncedTo = 0;
  for (let at = 0, line = 1; at < bytes.length; line += 1) {
    const end = bytes.indexOf(newline, at);
    const read = end === -1 ? undefined : readBytes(bytes.subarray(at, end));
    if (read === undefined) bad ??= { at, line };
    else if (read.kind === 'synced') syncedTo = Math.max(syncedTo, read.bytes);
    else if (bad === undefined) lines.push(read);
    at = end === -1 ? bytes.length : end + 1;
  }
  return { lines, bad: bad && { ...bad, syncedTo } };
}

function readBytes(bytes: Buffer): Line | undefined {
  try {
    return readLine(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    return undefined;
  }
}

function unsettled(lines: readonly Line[]): readonly Command[] {
  const commands = new Map<string, Command>();
  for (const line of lines) {
    if (line.kind === 'command' && !commands.has(line.command.id)) commands.set(line.command.id, line.command);
    if (line.kind === 'settled') commands.delete(line.id);
  }
  return [...commands.values()];
}

async function readIfThere(file: string): Promise<Buffer> {
  try {
    return await readFile(file);
  } catch (cause) {
    if (typeof cause === 'object' && cause !== null && 'code' in cause && cause.code === 'ENOENT')
      return Buffer.alloc(0);
    throw new RobotError('buffer_failed', `The buffer ${file} cannot be read`, { cause });
  }
}

function damaged(file: string, line: number): RobotError {
  const message = `Line ${String(line)} of ${file} cannot be read; commands may be missing, so a person has to look at it`;
  return new RobotError('buffer_damaged', message);
}

function ofAnotherKey(file: string, { organizationId, keyId }: BufferOwner): RobotError {
  const whose = `key ${String(keyId)} of organization ${String(organizationId)}`;
  const message = `${file} holds commands of ${whose}: under another key they would be done twice; flush it with that key first`;
  return new RobotError('buffer_of_another_key', message);
}
