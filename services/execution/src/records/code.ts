/** `testp-0001`: who reads it aloud knows whose it is and what. integration-api.md, "Identifiers". */
export function recordCode(organizationName: string, kindLetter: 'p' | 'e', id: number): string {
  const letters = organizationName.toLowerCase().replace(/[^a-z0-9]/g, '');
  return `${letters.slice(0, 4) || 'org'}${kindLetter}-${String(id).padStart(4, '0')}`;
}
