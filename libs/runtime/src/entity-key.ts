/** `sample/17`: a record's name within its organization and service. */
export function entityKey(kind: string, id: number): string {
  return `${kind}/${String(id)}`;
}
