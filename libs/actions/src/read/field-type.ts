import type { DescField } from '@bufbuild/protobuf';
import { ScalarType } from '@bufbuild/protobuf';
import type { Field } from '@benchline/proto/benchline/options/v1/options.ts';
import type { FieldType } from '../declaration.ts';

const scalarTypes: ReadonlyMap<ScalarType, FieldType> = new Map<ScalarType, FieldType>([
  [ScalarType.STRING, 'string'],
  [ScalarType.BOOL, 'boolean'],
  [ScalarType.DOUBLE, 'number'],
  [ScalarType.FLOAT, 'number'],
  [ScalarType.INT32, 'integer'],
  [ScalarType.SINT32, 'integer'],
  [ScalarType.SFIXED32, 'integer'],
  [ScalarType.UINT32, 'integer'],
  [ScalarType.FIXED32, 'integer'],
  [ScalarType.INT64, 'integer'],
  [ScalarType.SINT64, 'integer'],
  [ScalarType.SFIXED64, 'integer'],
  [ScalarType.UINT64, 'integer'],
  [ScalarType.FIXED64, 'integer'],
]);

const messageTypes: ReadonlyMap<string, FieldType> = new Map<string, FieldType>([
  ['google.protobuf.Timestamp', 'time'],
  ['google.protobuf.FieldMask', 'mask'],
]);

/** The type of a field; what has none is reported and read as text. */
export function typeOf(desc: DescField, options: Field, report: (what: string) => void): FieldType {
  if (desc.oneof !== undefined) report(`"${desc.name}" stands in a oneof; use optional fields`);
  const type = findType(desc);
  if (type === undefined) {
    report(`"${desc.name}" has a type that callers can't send; enums are strings with values, maps are lists`);
    return 'string';
  }
  if (!options.json) return type;
  if (type !== 'string' || desc.fieldKind === 'list') report(`"${desc.name}" is json but not one string`);
  return 'json';
}

function findType(desc: DescField): FieldType | undefined {
  if (desc.message !== undefined && desc.fieldKind !== 'map') {
    const known = messageTypes.get(desc.message.typeName);
    return known ?? (desc.message.typeName.startsWith('google.') ? undefined : 'message');
  }
  if (desc.fieldKind === 'scalar') return scalarTypes.get(desc.scalar);
  return desc.fieldKind === 'list' && desc.listKind === 'scalar' ? scalarTypes.get(desc.scalar) : undefined;
}
