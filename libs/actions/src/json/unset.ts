/** Whether a field of a message holds nothing. */
export function isUnset(value: unknown): value is undefined | null {
  return value === undefined || value === null;
}
