export interface Welcome {
  readonly url: string;
  /** Of the owner whom the settings name. */
  readonly ownerEmail: string | undefined;
  /** What makes the first owner, where there is none. */
  readonly firstOwnerLink: string | undefined;
}

/** The last lines that a start prints: where it is, how to get in, what to try next. */
export function welcome({ url, ownerEmail, firstOwnerLink }: Welcome): string {
  return [
    '',
    `  Benchline is ready at ${url}`,
    `  What it can do:  ${url}/docs`,
    `  Sign-in:         ${signIn(ownerEmail, firstOwnerLink)}`,
    '',
    '  Try next:   npm run demo',
    `              curl ${url}/api/v1/auth/sign-in -H 'Content-Type: application/json' \\`,
    `                -d '{"email": "${ownerEmail ?? 'you@lab.example'}", "password": "…"}'`,
    '',
    '',
  ].join('\n');
}

function signIn(ownerEmail: string | undefined, firstOwnerLink: string | undefined): string {
  if (firstOwnerLink !== undefined)
    return `nobody owns this yet. Open this once, and become the owner:\n\n  ${firstOwnerLink}`;
  return ownerEmail === undefined ? 'as before' : `${ownerEmail}, with the password of BENCHLINE_OWNER_PASSWORD`;
}
