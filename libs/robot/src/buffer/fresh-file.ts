import { open, rename, type FileHandle } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Command } from '../command.ts';
import { commandLine, ownerLine, syncedLine, type BufferOwner } from './lines.ts';

export interface OpenFile {
  readonly handle: FileHandle;
  readonly bytes: number;
}

const chunkChars = 1024 * 1024;

/**
 * Puts a file with just these commands in the place of what is there: the old one or the new one stands there whole, whatever happens.
 * Which of them a power cut leaves is certain after `syncFolderOf`.
 */
export async function writeFresh(file: string, owner: BufferOwner, commands: Iterable<Command>): Promise<OpenFile> {
  const next = `${file}.next`;
  const handle = await open(next, 'w', 0o600);
  try {
    let bytes = 0;
    for (const chunk of chunks(owner, commands)) bytes += await append(handle, chunk, bytes);
    bytes += await append(handle, syncedLine(bytes), bytes);
    await handle.sync();
    await rename(next, file);
    return { handle, bytes };
  } catch (error) {
    await handle.close();
    throw error;
  }
}

/** Writes all of a text at this place and says how many bytes it has. */
export async function append(handle: FileHandle, text: string, at: number): Promise<number> {
  const bytes = Buffer.from(text);
  for (let done = 0; done < bytes.length;) {
    const { bytesWritten } = await handle.write(bytes, done, bytes.length - done, at + done);
    done += bytesWritten;
  }
  return bytes.length;
}

function* chunks(owner: BufferOwner, commands: Iterable<Command>): Iterable<string> {
  let chunk = ownerLine(owner);
  for (const command of commands) {
    chunk += commandLine(command);
    if (chunk.length < chunkChars) continue;
    yield chunk;
    chunk = '';
  }
  yield chunk;
}

export async function syncFolderOf(file: string): Promise<void> {
  const handle = await open(dirname(file), 'r').catch(() => undefined); // Windows opens no folders, and needs none of this
  try {
    await handle?.sync();
  } finally {
    await handle?.close();
  }
}
