import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { AppError } from '@benchline/errors';
import type { Declaration, Declarations, WireRequest } from '../src/index.ts';
import { loadDeclarations } from '../src/index.ts';
import { buildImage } from './build-image.ts';

/** The declarations of lab.proto. */
export async function labDeclarations(): Promise<Declarations> {
  const text = await readFile(join(import.meta.dirname, 'lab.proto'), 'utf8');
  return loadDeclarations(await buildImage({ 'lab/v1/lab.proto': text }));
}

/** An action that the test names itself, so it is there. */
export function actionOf(declarations: Declarations, name: string): Declaration {
  const action = declarations.actions.get(name);
  if (action === undefined) throw new Error(`no action ${name}`);
  return action;
}

/** A request as it comes over the wire: `body` as JSON, or as the very text. */
export function request(parts: { path?: WireRequest['path']; query?: string; body?: unknown }): WireRequest {
  const text = typeof parts.body === 'string' ? parts.body : JSON.stringify(parts.body ?? '');
  return {
    path: parts.path ?? {},
    query: [...new URLSearchParams(parts.query)],
    body: parts.body === undefined ? new Uint8Array() : new TextEncoder().encode(text),
  };
}

/** What a call was refused with: its kind, its reason, and of its violations place and type. */
export function refusalOf(call: () => unknown): unknown {
  try {
    return { accepted: call() };
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    if (error.violations === undefined) return `${error.kind} ${error.reason}`;
    return error.violations.map(({ loc, type }) => `${loc.join('.')} ${type}`);
  }
}
