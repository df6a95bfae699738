import { writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { temporaryFolder } from '@benchline/testing/servers';
import type { Product } from '../harness/product.ts';
import { countLines, runCommand, type Counted } from './run-story.ts';

export interface Python {
  readonly python: string;
  /** Where its tools look for each other. */
  readonly bin: string;
}

const timeoutMs = 120_000;

/** Generates a client with openapi-python-client, without a warning, and runs a story with it. */
export async function runPythonClient(
  document: string,
  { url, key }: Product,
  { python, bin }: Python,
): Promise<Counted> {
  await using folder = await temporaryFolder();
  const common = { command: python, folder: folder.path, timeoutMs };
  const path = [bin, process.env['PATH'] ?? ''].join(delimiter);
  writeFileSync(join(folder.path, 'openapi.json'), document);

  const generate = [
    '--path',
    'openapi.json',
    '--output-path',
    'benchline_client',
    '--meta',
    'none',
    '--fail-on-warning',
  ];
  const generated = await runCommand({
    ...common,
    args: ['-m', 'openapi_python_client', 'generate', ...generate],
    env: { PATH: path },
  });
  if (generated.code !== 0) {
    console.log(`${generated.output}\nnot ok generates`);
    return { passed: 0, failed: 1 };
  }
  console.log('ok generates');

  const env = { PATH: path, PYTHONPATH: folder.path, PYTHONUNBUFFERED: '1', BENCHLINE_URL: url, BENCHLINE_KEY: key };
  const told = await runCommand({ ...common, args: [join(import.meta.dirname, 'python', 'story.py')], env });
  console.log(told.output.trimEnd());
  const { passed, failed } = countLines(told);
  return { passed: passed + 1, failed };
}
