const shape = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d{1,9})?(Z|[+-]\d{2}:\d{2})$/i;
/** What google.protobuf.Timestamp can hold. */
const earliest = Date.parse('0001-01-01T00:00:00Z');
const latest = Date.parse('9999-12-31T23:59:59.999Z');

/** Whether a text is an RFC 3339 time with a zone, of a day that exists, between the years 1 and 9999. Leap seconds are refused. */
export function isTime(text: string): boolean {
  if (!shape.test(text)) return false;
  const time = Date.parse(text.toUpperCase());
  if (!(time >= earliest && time <= latest)) return false;
  // Date.parse takes February 30 for March 1 and 24:00 for the next day; then it doesn't come back as written.
  const written = text.slice(0, 19).toUpperCase();
  return new Date(`${written}Z`).toISOString().startsWith(written);
}

/** The same moment in UTC with milliseconds and Z; only for what `isTime` lets in. */
export function toUtc(text: string): string {
  return new Date(text.toUpperCase()).toISOString();
}
