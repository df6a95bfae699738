import type { Declaration, FieldDeclaration } from '../../declaration.ts';
import { isChangeable, pathParameters, requestParts } from '../../request-parts.ts';

/** The fields that a caller may send in the body; those that would be ignored are not told of. */
export function bodyFields(action: Declaration): readonly FieldDeclaration[] {
  const fields = requestParts(action).body.filter(({ rules }) => !rules.bulkOnly);
  return action.method === 'PATCH' && action.bulkOf === undefined ? fields.filter(isTold) : fields;
}

/** The fields that name the record of a row: those that a single call has in its path, or all of the others. */
export function rowNames(row: Declaration): {
  inPath: readonly FieldDeclaration[];
  others: readonly FieldDeclaration[];
} {
  const names = new Set(pathParameters(row.path));
  return {
    inPath: row.input.fields.filter(({ wireName }) => names.has(wireName)),
    others: row.input.fields.filter(({ rules }) => rules.bulkOnly),
  };
}

/** The fields of a row, which stands for a call of its own and names its record in itself. */
export function rowFields(row: Declaration): readonly FieldDeclaration[] {
  const { inPath, others } = rowNames(row);
  const names = [...inPath.map((field) => (others.length > 0 ? { ...field, nullable: true } : field)), ...others];
  const fields = row.input.fields.filter(
    (field) => !inPath.includes(field) && !others.includes(field) && field.type !== 'mask',
  );
  return [...names, ...(row.method === 'PATCH' ? fields.filter(isTold) : fields)];
}

function isTold(field: FieldDeclaration): boolean {
  return isChangeable(field) || field.rules.forbidden !== undefined;
}
