/** What a string's character takes at most: `\u0001`. */
const characterBytesMax = 6;
const numberBytesMax = 25;

/** Bytes that a value's JSON text has at most, without making the text. */
export function jsonBytesMax(value: unknown): number {
  if (typeof value === 'string') return 3 + characterBytesMax * value.length;
  if (typeof value !== 'object' || value === null) return numberBytesMax;
  if (Array.isArray(value)) return value.reduce((sum: number, item) => sum + jsonBytesMax(item), 2);
  let bytes = 2;
  for (const [name, field] of Object.entries(value)) bytes += 4 + characterBytesMax * name.length + jsonBytesMax(field);
  return bytes;
}
