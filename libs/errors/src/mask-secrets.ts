export const mask = '[redacted]';

interface SecretShape {
  readonly pattern: RegExp;
  readonly replacement: string;
}

const shapes: readonly SecretShape[] = [
  // An API key and a session's token keep their prefixes: these are public, and what an operator searches for.
  { pattern: /\b((?:biokey|bls)_[A-Za-z0-9]{16})\.[A-Za-z0-9]+/g, replacement: `$1.${mask}` },
  // A one-time link, or its token alone.
  { pattern: /\b(owner|[1-9]\d{0,14})\.[A-Za-z0-9]{43}\b/g, replacement: `$1.${mask}` },
  { pattern: /\bwhsec_[A-Za-z0-9+/_-]+=*/g, replacement: `whsec_${mask}` },
  // Any scheme, and up to the last @ before the path: drivers quote their URL with the user's name and password as it was given.
  { pattern: /\b([a-z][a-z0-9+.-]{0,31}:\/\/)[^\s/]{1,2048}@/gi, replacement: `$1${mask}@` },
  { pattern: /\b(Bearer|Basic)\s+[A-Za-z0-9+/._~-]{6,}=*/gi, replacement: `$1 ${mask}` },
];

/** The text without API keys, webhook secrets, bearer and basic credentials, and the user part of URLs. */
export function maskSecrets(text: string): string {
  return shapes.reduce((masked, { pattern, replacement }) => masked.replace(pattern, replacement), text);
}
