import type {
  AnyDesc,
  DescExtension,
  DescField,
  DescMessage,
  DescMethod,
  DescService,
  Message,
  Registry,
} from '@bufbuild/protobuf';
import { getOption, hasOption, toBinary } from '@bufbuild/protobuf';
import { Action, Actions, Event, Field, Kind } from '@benchline/proto/benchline/options/v1/options.ts';

interface Decoder<T> {
  decode(bytes: Uint8Array): T;
}

/** The options of benchline.options.v1 as the descriptors carry them, decoded with the generated types. */
export interface Vocabulary {
  action(method: DescMethod): Action | undefined;
  actions(service: DescService): Actions | undefined;
  kind(message: DescMessage): Kind | undefined;
  event(message: DescMessage): Event | undefined;
  field(field: DescField): Field;
}

const noRules = Field.decode(new Uint8Array());

/** @throws when the descriptor set doesn't hold the vocabulary. */
export function vocabularyOf(registry: Registry): Vocabulary {
  const reader =
    <T>(name: string, codec: Decoder<T>) =>
    (desc: AnyDesc): T | undefined =>
      decodeOption(desc, extensionOf(registry, name), codec);
  const field = reader('field', Field);
  return {
    action: reader('action', Action),
    actions: reader('actions', Actions),
    kind: reader('kind', Kind),
    event: reader('event', Event),
    field: (desc) => field(desc) ?? noRules,
  };
}

function extensionOf(registry: Registry, name: string): DescExtension {
  const extension = registry.getExtension(`benchline.options.v1.${name}`);
  if (extension === undefined) throw new Error(`The descriptor set has no option benchline.options.v1.${name}.`);
  return extension;
}

function decodeOption<T>(desc: AnyDesc, extension: DescExtension, codec: Decoder<T>): T | undefined {
  if (extension.fieldKind !== 'message' || !hasOption(desc, extension)) return undefined;
  // The value of an extension that is known by name only has no type; `fieldKind` says that it is a message.
  return codec.decode(toBinary(extension.message, getOption(desc, extension) as Message));
}
