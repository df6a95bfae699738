import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';

/** The first executable of that name on PATH, else the one at `otherwise` if it is there. */
export function findBinary(name: string, otherwise?: string): string | undefined {
  const onPath = (process.env['PATH'] ?? '').split(delimiter).filter((folder) => folder !== '');
  const places = onPath.map((folder) => join(folder, name));
  return [...places, ...(otherwise === undefined ? [] : [otherwise])].find(isExecutable);
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
