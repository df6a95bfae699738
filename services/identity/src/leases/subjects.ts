/** What a credential's standing depends on. A lease names all of its subjects; a change of one of them ends it. */
export const subjects = {
  key: (org: number, id: number): string => `key/${String(org)}/${String(id)}`,
  account: (org: number, id: number): string => `account/${String(org)}/${String(id)}`,
  role: (org: number, name: string): string => `role/${String(org)}/${name}`,
  member: (org: number, personId: number): string => `member/${String(org)}/${String(personId)}`,
  person: (id: number): string => `person/${String(id)}`,
  session: (id: string): string => `session/${id}`,
} as const;
