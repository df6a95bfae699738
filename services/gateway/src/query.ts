import type { Parameter } from '@benchline/proto/benchline/command/v1/command.ts';
import type { Violation } from '@benchline/errors';

/** Decoded query pairs of a request target in the order they came. What can't be decoded is left out and told in `violations`. */
export function readQuery(target: string, violations: Violation[]): Parameter[] {
  const start = target.indexOf('?');
  if (start === -1) return [];
  const pairs: Parameter[] = [];
  for (const pair of target.slice(start + 1).split('&')) {
    if (pair === '') continue;
    const parameter = decodePair(pair);
    if (parameter !== undefined) pairs.push(parameter);
    else violations.push({ loc: ['query'], msg: 'Percent-encoding of UTF-8 expected', type: 'string_unicode' });
  }
  return pairs;
}

/** Takes `dry_run` out of the pairs. */
export function takeDryRun(
  pairs: readonly Parameter[],
  violations: Violation[],
): { dryRun: boolean; rest: readonly Parameter[] } {
  const given = pairs.filter((pair) => pair.name === 'dry_run');
  const [first, second] = given;
  if (first === undefined) return { dryRun: false, rest: pairs };
  const loc = ['query', 'dry_run'];
  if (second !== undefined) violations.push({ loc, msg: 'May be given once', type: 'duplicate' });
  else if (first.value !== 'true' && first.value !== 'false') {
    violations.push({ loc, msg: "Should be 'true' or 'false'", type: 'bool_parsing' });
  }
  return { dryRun: first.value === 'true', rest: pairs.filter((pair) => pair.name !== 'dry_run') };
}

function decodePair(pair: string): Parameter | undefined {
  const separator = pair.indexOf('=');
  const name = separator === -1 ? pair : pair.slice(0, separator);
  const value = separator === -1 ? '' : pair.slice(separator + 1);
  try {
    return { name: decode(name), value: decode(value) };
  } catch {
    return undefined;
  }
}

/** As forms are encoded (WHATWG URL, application/x-www-form-urlencoded), but strict: what is no UTF-8 throws. */
function decode(text: string): string {
  if (!text.includes('%') && !text.includes('+')) return text;
  return decodeURIComponent(text.replaceAll('+', ' '));
}
