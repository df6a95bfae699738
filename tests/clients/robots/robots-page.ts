import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The page whose commands are run as they stand. */
export const robotsPage = readFileSync(join(import.meta.dirname, '../../../docs/robots.md'), 'utf8');

/** The block of code between `<!-- name -->` and `<!-- end -->`. */
export function blockOf(name: string): string {
  const [, block] = new RegExp(`<!-- ${name} -->\n\`\`\`[a-z]+\n(.*?)\`\`\`\n<!-- end -->`, 's').exec(robotsPage) ?? [];
  if (block === undefined) throw new Error(`docs/robots.md has no block that is called ${name}`);
  return block;
}

/** What is typed into each terminal first, but for the values, which the environment has. */
export function terminalBlock(): string {
  return blockOf('terminal').replaceAll(/^export .*\n/gm, '');
}

/** The variables that the reader of the page gives values to. */
export function terminalVariables(): readonly string[] {
  const exports = blockOf('terminal').match(/^export .*$/gm) ?? [];
  return exports.flatMap((line) => [...line.replace(/ #.*/, '').matchAll(/([A-Z_]+)=/g)].map(([, name = '']) => name));
}
