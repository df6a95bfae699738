import { glob, readFile } from 'node:fs/promises';
import { join } from 'node:path';

export interface Citation {
  readonly id: string;
  /** File and line. */
  readonly place: string;
}

/** Where tests stand: beside sources, in contract suites, in the test folders of packages and in tests/. */
const places = [
  '{libs,services,tests}/**/*.test.ts',
  '{libs,services}/**/contract*.ts',
  '{libs,services}/**/{test,testing,contract}/**/*.ts',
  'tests/**/*.ts',
];
const citationLine = /^\s*\/\/ @req\s+(.+?)\s*$/;

/** The ids in comment lines that begin with `@req` in all files of tests under the folder. */
export async function citationsUnder(root: string): Promise<Citation[]> {
  const files = new Set<string>();
  for await (const file of glob(places, { cwd: root, exclude: (name) => name === 'node_modules' })) files.add(file);
  const found = await Promise.all(
    [...files].map(async (file) => citationsIn(await readFile(join(root, file), 'utf8'), file)),
  );
  return found.flat();
}

/** The citations of one file, several on a line divided by commas. */
export function citationsIn(text: string, file: string): Citation[] {
  return text.split('\n').flatMap((line, index) => {
    const ids = citationLine.exec(line)?.[1]?.split(/\s*,\s*/) ?? [];
    return ids.map((id) => ({ id, place: `${file}:${String(index + 1)}` }));
  });
}
