import type { DescField, DescMessage } from '@bufbuild/protobuf';
import type { FieldDeclaration, MessageDeclaration } from '../declaration.ts';
import { readRules } from './read-rules.ts';
import { typeOf } from './field-type.ts';
import type { Reading } from './reading.ts';

/** Turns message descriptors into declarations; one message is always the same object. */
export function messageReader(reading: Reading): (desc: DescMessage) => MessageDeclaration {
  const known = new Map<string, MessageDeclaration>();
  const open = new Set<string>();

  function readMessage(desc: DescMessage): MessageDeclaration {
    const earlier = known.get(desc.typeName);
    if (earlier !== undefined) return earlier;
    open.add(desc.typeName);
    const message = { typeName: desc.typeName, fields: desc.fields.map(readField) };
    open.delete(desc.typeName);
    known.set(desc.typeName, message);
    reading.places.set(message, reading.source(desc).at);
    return message;
  }

  function readField(desc: DescField): FieldDeclaration {
    const source = reading.source(desc);
    const options = reading.vocabulary.field(desc);
    const rules = readRules(desc, options);
    const type = typeOf(desc, options, (what) => {
      reading.problems.add(source.at, what);
    });
    checkName(desc.name, source.at);
    const field: FieldDeclaration = {
      wireName: desc.name,
      name: codeName(desc.name),
      type,
      list: desc.fieldKind === 'list',
      nullable: desc.proto.proto3Optional || rules.presence,
      message: type === 'message' ? nested(desc, source.at) : undefined,
      rules,
      description: options.description === '' ? source.comment : options.description,
    };
    reading.places.set(field, source.at);
    return field;
  }

  function nested(desc: DescField, at: string): MessageDeclaration | undefined {
    if (desc.message === undefined) return undefined;
    if (!open.has(desc.message.typeName)) return readMessage(desc.message);
    reading.problems.add(at, `${desc.message.typeName} holds itself; give the nesting an end`);
    return { typeName: desc.message.typeName, fields: [] };
  }

  function checkName(wireName: string, at: string): void {
    // What every object inherits would be found in a body that doesn't have it; the code generator spells odd names its own way.
    if (wireName in {} || !/^[a-z][a-z0-9]*(_[a-z][a-z0-9]*)*$/.test(wireName)) {
      reading.problems.add(
        at,
        `the field name "${wireName}" is not usable: lower_snake_case, each part beginning with a letter`,
      );
    }
  }

  return readMessage;
}

function codeName(wireName: string): string {
  return wireName.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
}
