import type { DescField, DescFile, DescMessage, DescMethod, DescService } from '@bufbuild/protobuf';

type Placed = DescService | DescMethod | DescMessage | DescField;

/** Where an element stands (`benchline/execution/v1/samples.proto:61`) and what is written above it. */
export interface Source {
  readonly at: string;
  readonly comment: string;
}

/** Numbers of the fields of FileDescriptorProto and below that lead to an element (descriptor.proto, SourceCodeInfo). */
const tag = { messageOfFile: 4, serviceOfFile: 6, methodOfService: 2, fieldOfMessage: 2, messageOfMessage: 3 } as const;

/** Looks elements up in the source info of their file. */
export function sourceReader(): (desc: Placed) => Source {
  const files = new Map<DescFile, ReadonlyMap<string, Source>>();
  return (desc) => {
    const file = fileOf(desc);
    const known = files.get(file) ?? readFile(file);
    files.set(file, known);
    return known.get(pathOf(desc).join('.')) ?? { at: `${file.name}.proto`, comment: '' };
  };
}

function readFile(file: DescFile): ReadonlyMap<string, Source> {
  const sources = new Map<string, Source>();
  for (const location of file.proto.sourceCodeInfo?.location ?? []) {
    const line = (location.span[0] ?? 0) + 1;
    const comment = location.leadingComments.split('\n').map((text) => text.trim());
    sources.set(location.path.join('.'), {
      at: `${file.name}.proto:${String(line)}`,
      comment: comment.join(' ').trim(),
    });
  }
  return sources;
}

function fileOf(desc: Placed): DescFile {
  if (desc.kind === 'rpc') return desc.parent.file;
  return desc.kind === 'field' ? desc.parent.file : desc.file;
}

function pathOf(desc: Placed): number[] {
  switch (desc.kind) {
    case 'service':
      return [tag.serviceOfFile, desc.file.services.indexOf(desc)];
    case 'rpc':
      return [...pathOf(desc.parent), tag.methodOfService, desc.parent.methods.indexOf(desc)];
    case 'field':
      return [...pathOf(desc.parent), tag.fieldOfMessage, desc.parent.proto.field.indexOf(desc.proto)];
    case 'message':
      return desc.parent === undefined
        ? [tag.messageOfFile, desc.file.proto.messageType.indexOf(desc.proto)]
        : [...pathOf(desc.parent), tag.messageOfMessage, desc.parent.proto.nestedType.indexOf(desc.proto)];
  }
}
