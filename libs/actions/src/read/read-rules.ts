import type { DescField } from '@bufbuild/protobuf';
import { ScalarType } from '@bufbuild/protobuf';
import type { Field } from '@benchline/proto/benchline/options/v1/options.ts';
import type { FieldRules } from '../declaration.ts';

interface Range {
  readonly minimum: number | undefined;
  readonly maximum: number | undefined;
}

const signed: Range = { minimum: -(2 ** 31), maximum: 2 ** 31 - 1 };
const unsigned: Range = { minimum: 0, maximum: 2 ** 32 - 1 };

/** What the field's number type can hold, where that is less than every JSON integer within ±(2^53 − 1). */
const ranges: ReadonlyMap<ScalarType, Range> = new Map([
  [ScalarType.INT32, signed],
  [ScalarType.SINT32, signed],
  [ScalarType.SFIXED32, signed],
  [ScalarType.UINT32, unsigned],
  [ScalarType.FIXED32, unsigned],
  [ScalarType.UINT64, { minimum: 0, maximum: undefined }],
  [ScalarType.FIXED64, { minimum: 0, maximum: undefined }],
]);

/** The rules of a field; 0 and "" in the options mean that nothing was said. */
export function readRules(desc: DescField, options: Field): FieldRules {
  const range = desc.scalar === undefined ? undefined : ranges.get(desc.scalar);
  return {
    required: options.required,
    requiredWithout: said(options.requiredWithout),
    minLength: said(options.minLength),
    maxLength: said(options.maxLength),
    minimum: options.minimum ?? range?.minimum,
    maximum: options.maximum ?? range?.maximum,
    pattern: said(options.pattern),
    values: options.values,
    minItems: said(options.minItems),
    maxItems: said(options.maxItems),
    itemMaxLength: said(options.itemMaxLength),
    uniqueBy: said(options.uniqueBy),
    immutable: options.immutable,
    sensitive: options.sensitive,
    personal: options.personal,
    forbidden: said(options.forbidden),
    omitUnset: options.omitUnset,
    bulkOnly: options.bulkOnly,
    object: options.object,
    maxBytes: said(options.maxBytes),
    example: said(options.example),
    presence: options.presence,
  };
}

function said<T extends string | number>(value: T): T | undefined {
  return value === '' || value === 0 ? undefined : value;
}
