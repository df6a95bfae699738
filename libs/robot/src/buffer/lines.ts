import type { Command } from '../command.ts';

/** Whose commands a buffer holds: under another key they would be other commands, and done twice. */
export interface BufferOwner {
  readonly organizationId: number;
  readonly keyId: number;
}

/**
 * A line of a buffer. `owner` is the first one. `command` is to be sent until it is `settled`. `synced`: all before this byte was on the disk
 * when the line was written, so only what stands behind it can have been torn by a power cut.
 */
export type Line =
  | { readonly kind: 'owner'; readonly owner: BufferOwner }
  | { readonly kind: 'command'; readonly command: Command }
  | { readonly kind: 'settled'; readonly id: string }
  | { readonly kind: 'synced'; readonly bytes: number };

const format = 'benchline-robot-1';

export function ownerLine({ organizationId, keyId }: BufferOwner): string {
  return `${JSON.stringify({ buffer: format, organization_id: organizationId, key_id: keyId })}\n`;
}

export function commandLine({ id, action, body, headers, madeAt }: Command): string {
  return `${JSON.stringify({ command: id, action, made_at: madeAt, headers, body })}\n`;
}

export function settledLine(id: string): string {
  return `{"settled":${JSON.stringify(id)}}\n`;
}

export function syncedLine(bytes: number): string {
  return `{"synced":${String(bytes)}}\n`;
}

/** Reads a line; `undefined` for what is none. */
export function readLine(text: string): Line | undefined {
  const line = parseObject(text);
  if (line === undefined) return undefined;
  if (line['buffer'] === format) return readOwner(line);
  if (typeof line['settled'] === 'string') return { kind: 'settled', id: line['settled'] };
  if (typeof line['synced'] === 'number') return { kind: 'synced', bytes: line['synced'] };
  return readCommand(line);
}

function readOwner({
  organization_id: organizationId,
  key_id: keyId,
}: Readonly<Record<string, unknown>>): Line | undefined {
  if (typeof organizationId !== 'number' || typeof keyId !== 'number') return undefined;
  return { kind: 'owner', owner: { organizationId, keyId } };
}

function readCommand(line: Readonly<Record<string, unknown>>): Line | undefined {
  const { command: id, action, made_at: madeAt, headers, body } = line;
  const texts = [id, action, madeAt, body].filter((value) => typeof value === 'string');
  const [idText, actionText, madeAtText, bodyText] = texts;
  if (idText === undefined || actionText === undefined || madeAtText === undefined || bodyText === undefined)
    return undefined;
  if (typeof headers !== 'object' || headers === null) return undefined;
  if (!Object.values(headers).every((value) => typeof value === 'string')) return undefined;
  const command = { id: idText, action: actionText, madeAt: madeAtText, body: bodyText, headers: { ...headers } };
  return { kind: 'command', command };
}

function parseObject(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? { ...value } : undefined;
  } catch {
    return undefined;
  }
}
