import type { MessageDeclaration } from '@benchline/actions';
import { typeText, type Direction } from './type-text.ts';

/** The messages that were named so far, each with a type of its own. */
export interface MessageTypes {
  /** The type of an answer or an event. */
  readonly nameOf: (message: MessageDeclaration) => string;
  /** The type of the same message in an input, where more may be absent. */
  readonly inputNameOf: (message: MessageDeclaration) => string;
  readonly texts: () => readonly string[];
}

/** @throws {Error} where two messages would have one name. */
export function messageTypes(): MessageTypes {
  const known = new Map<string, { readonly message: MessageDeclaration; text: string }>();

  function name(message: MessageDeclaration, direction: Direction): string {
    const short = `${message.typeName.split('.').at(-1) ?? ''}${direction === 'input' ? 'Input' : ''}`;
    const earlier = known.get(short);
    if (earlier === undefined) {
      const entry = { message, text: '' };
      known.set(short, entry);
      entry.text = typeText(message.fields, direction, (nested) => name(nested, direction));
    } else if (earlier.message.typeName !== message.typeName) {
      throw new Error(`${earlier.message.typeName} and ${message.typeName} would both be ${short} to robots`);
    }
    return short;
  }

  return {
    nameOf: (message) => name(message, 'answer'),
    inputNameOf: (message) => name(message, 'input'),
    texts: () => [...known].map(([short, { text }]) => `export type ${short} = ${text};\n`),
  };
}
