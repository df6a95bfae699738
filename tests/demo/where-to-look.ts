import { integrations } from '../harness/client.ts';

export interface Places {
  readonly url: string;
  /** Shown once, like the API does; the next run revokes it. */
  readonly secret: string;
  readonly experimentId: number;
  /** The path of what became of one of the plate reader's commands, where it sent some. */
  readonly readerCommand: string | undefined;
}

/** What to try next, as a machine and as a person: lines for a shell, and what they are for. */
export function whereToLook({ url, secret, experimentId, readerCommand }: Places): string {
  const api = `${url}${integrations}`;
  const [machine, person] = ['KEY', 'TOKEN'].map((name) => `curl -sS -H "Authorization: Bearer $${name}"`);
  const study = `experiment_id=${String(experimentId)}`;
  return `Where to look, as a machine (this key is shown once, and the next run of the demo revokes it):

  KEY=${secret}
  # all samples of a study, one of them, those of one species, those that somebody has doubts about
  ${String(machine)} '${api}/samples?${study}&limit=200'
  ${String(machine)} '${api}/samples/by-external/PAL0708-ADELIE-1?${study}'
  ${String(machine)} '${api}/samples?q=papua'
  ${String(machine)} '${api}/samples?qc_status=warning'

As a person:

  TOKEN=$(curl -sS ${url}/api/v1/auth/sign-in -H 'Content-Type: application/json' \\
    -d "{\\"email\\": \\"$BENCHLINE_OWNER_EMAIL\\", \\"password\\": \\"$BENCHLINE_OWNER_PASSWORD\\"}" |
    node -p 'JSON.parse(fs.readFileSync(0)).token')
  # who changed what, and who may come in
  ${String(person)} '${url}/api/v1/admin/audit?limit=20'
  ${String(person)} '${url}/api/v1/admin/service-accounts'
${readerCommand === undefined ? '' : lookAtReader(String(person), `${url}${readerCommand}`)}
What else it can do: ${api}/docs`;
}

function lookAtReader(person: string, command: string): string {
  return `  # what became of a command of the plate reader
  ${person} '${command}'
`;
}
