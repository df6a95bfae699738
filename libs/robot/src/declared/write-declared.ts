import { mkdirSync, writeFileSync } from 'node:fs';
import type { Declaration, Declarations } from '@benchline/actions';
import { inputFields, typeText } from './type-text.ts';
import { messageTypes } from './message-types.ts';

/** Where `npm run generate` puts what robots may send and hear. */
export const declaredFile = new URL('../../gen/declared.ts', import.meta.url);

/** Makes the types of what robots may send and hear from the declarations, so that they say what the platform does. */
export function writeDeclared(declarations: Declarations): void {
  mkdirSync(new URL('.', declaredFile), { recursive: true });
  writeFileSync(declaredFile, declaredText(declarations));
}

/** The types as TypeScript that imports nothing: a package of clients can hold it as it is. */
export function declaredText({ actions, events }: Declarations): string {
  const types = messageTypes();
  const robots = [...actions.values()].flatMap((action) =>
    action.robot === undefined ? [] : [{ action, name: action.robot }],
  );
  const entries = robots
    .toSorted((one, other) => (one.name < other.name ? -1 : 1))
    .map(
      ({ action, name }) =>
        `${comment(action)}  ${quote(name)}: { input: ${inputOf(action)}; body: ${bodyOf(action)} };\n`,
    );
  const many = [...actions.values()].find(({ bulkOf }) => bulkOf !== undefined)?.output;
  const heard = [...events.values()].map(({ name, payload }) => `  ${quote(name)}: ${types.nameOf(payload)};\n`);
  return [
    '/** Made by `npm run generate` from the declarations. */\n',
    'export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };\n',
    `/** What robots can ask for: the input, and the body of the answer. */\nexport interface DeclaredActions {\n${entries.join('')}}\n`,
    `/** What robots can hear of, and what it says. */\nexport interface DeclaredEvents {\n${heard.join('')}}\n`,
    `/** The body of the answer to an array of inputs: what became of each. */\nexport type DeclaredRows = ${many === undefined ? 'Json' : types.nameOf(many)};\n`,
    ...types.texts(),
  ].join('\n');

  function inputOf(action: Declaration): string {
    return typeText(inputFields(action), 'input', (message) => types.inputNameOf(message));
  }

  function bodyOf({ success, output }: Declaration): string {
    return success === noContent ? 'undefined' : types.nameOf(output);
  }
}

const noContent = 204;

function comment({ summary }: Declaration): string {
  return summary === '' ? '' : `  /** ${summary.replaceAll('*/', '* /')} */\n`;
}

function quote(name: string): string {
  return `'${name}'`;
}
