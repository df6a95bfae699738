const subjectLengthMax = 512;
// Printable characters without the wildcards; a dot parts tokens.
const tokenPattern = /^[^\s\p{C}.*>]+$/u;

/** Throws unless this is a subject that can be published to: tokens joined by dots, no wildcard. */
export function checkSubject(subject: string): void {
  const fits = subject.length <= subjectLengthMax && subject.split('.').every((token) => tokenPattern.test(token));
  if (!fits) throw new TypeError(`Not a subject: ${JSON.stringify(subject)}`);
}

/** Throws unless this is a pattern: a subject in which any token may be `*` and the last one `>`. */
export function checkPattern(pattern: string): void {
  const tokens = pattern.split('.');
  const fits = tokens.every(
    (token, index) => token === '*' || (token === '>' && index === tokens.length - 1) || tokenPattern.test(token),
  );
  if (!fits || pattern.length > subjectLengthMax) throw new TypeError(`Not a pattern: ${JSON.stringify(pattern)}`);
}

/** Whether a subject fits a pattern, as a NATS server would say it: `*` is one token, a last `>` one or more. */
export function subjectMatches(pattern: string, subject: string): boolean {
  const wanted = pattern.split('.');
  const tokens = subject.split('.');
  const open = wanted.at(-1) === '>';
  if (open ? tokens.length < wanted.length : tokens.length !== wanted.length) return false;
  return wanted.every((token, index) => token === '*' || token === '>' || token === tokens[index]);
}
