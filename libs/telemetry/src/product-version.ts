import { readFileSync } from 'node:fs';

/** The product's version, which all its packages carry. */
export function productVersion(): string {
  const manifest = readFileSync(new URL('../package.json', import.meta.url), 'utf8');
  return (JSON.parse(manifest) as { version: string }).version; // our own file
}
