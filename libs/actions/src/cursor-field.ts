import type { FieldDeclaration } from './declaration.ts';

/** Whether a field carries a place in a list: `cursor`, `updated_after_cursor`. A damaged one is the action's to refuse. */
export function isCursor(field: FieldDeclaration): boolean {
  return field.type === 'string' && !field.list && (field.wireName === 'cursor' || field.wireName.endsWith('_cursor'));
}
