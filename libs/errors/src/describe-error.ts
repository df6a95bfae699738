/// <reference lib="esnext.error" />
import { maskSecrets } from './mask-secrets.ts';

const causesMax = 5;

/** An error with its stack and its causes as text for an operator, secrets masked. Never throws, whatever was thrown. */
export function describeError(thrown: unknown): string {
  return maskSecrets(chain(thrown).map(describeOne).join('\ncaused by: '));
}

function chain(thrown: unknown): readonly unknown[] {
  const links = [thrown];
  let link = thrown;
  while (Error.isError(link) && link.cause !== undefined && links.length <= causesMax) {
    link = link.cause;
    links.push(link);
  }
  return links;
}

function describeOne(thrown: unknown): string {
  if (Error.isError(thrown)) return thrown.stack ?? `${thrown.name}: ${thrown.message}`;
  if (typeof thrown === 'string') return thrown;
  // Its own toString could throw or show what it holds.
  return `a thrown ${thrown === null ? 'null' : typeof thrown}`;
}
