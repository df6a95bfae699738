import { randomBytes } from 'node:crypto';

/** The last lines that a start prints: where it is, how to get in, what to try next. */
export function welcome({ url, keyIsSet }: { readonly url: string; readonly keyIsSet: boolean }): string {
  const next = keyIsSet
    ? [
        '  The development key is set: whoever knows it may do everything. Never use it for real data.',
        '',
        '  Try next:   npm run demo',
        `              curl -H "Authorization: Bearer $BENCHLINE_DEVELOPMENT_KEY" ${url}/api/v1/samples`,
      ]
    : [
        '  Nobody can come in yet. For a first look, stop it, choose a development key and start it again. This one is new:',
        '',
        `  export BENCHLINE_DEVELOPMENT_KEY=${newKey()}`,
        '  npm start',
      ];
  return ['', `  Benchline is ready at ${url}`, `  What it can do:  ${url}/api/v1/openapi.json`, ...next, '', ''].join(
    '\n',
  );
}

/** A key that nobody has yet: it opens nothing until it is set. */
function newKey(): string {
  return `biokey_${randomBytes(8).toString('hex')}.${randomBytes(20).toString('hex')}`;
}
