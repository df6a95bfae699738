import { invalid } from '@benchline/errors';

/** What keeps a text from being an organization's name; `undefined` where nothing does. */
export function organizationNameProblem(text: string): string | undefined {
  const name = text.trim();
  if (name === '') return 'A name has more than spaces';
  // At the sign-in digits mean an id.
  return /^\d+$/.test(name) ? 'A name has more than digits' : undefined;
}

/** A name as it is kept: without spaces around it. @throws {AppError} `invalid` for one that can't be kept. */
export function readOrganizationName(text: string, field: 'name' | 'organization'): string {
  const msg = organizationNameProblem(text);
  if (msg === undefined) return text.trim();
  throw invalid([{ loc: ['body', field], msg, type: 'value_error' }]);
}
