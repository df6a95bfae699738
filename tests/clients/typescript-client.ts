import { copyFileSync, existsSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { temporaryFolder } from '@benchline/testing/servers';
import type { Product } from '../harness/product.ts';
import { countLines, runCommand, type Counted } from './run-story.ts';

/** All that the client is made with. */
const packages = ['@types/node', 'openapi-fetch', 'openapi-typescript', 'typescript'];
const timeoutMs = 120_000;

const compilerOptions = {
  target: 'es2024',
  module: 'nodenext',
  types: ['node'],
  strict: true,
  noUncheckedIndexedAccess: true,
  exactOptionalPropertyTypes: true,
  verbatimModuleSyntax: true,
  allowImportingTsExtensions: true,
  noEmit: true,
  skipLibCheck: true,
};

/** Gives the story the types by a name instead of an import of a file that is there only while it runs. */
const declaration = `import type * as schema from './schema.ts';
declare global {
  namespace Generated {
    type paths = schema.paths;
    type components = schema.components;
  }
}
`;

/** Generates types with openapi-typescript, checks a story against them, and runs it with openapi-fetch. */
export async function runTypeScriptClient(document: string, { url, key }: Product): Promise<Counted> {
  await using folder = await temporaryFolder();
  const at = (name: string): string => join(folder.path, name);
  writeFileSync(at('openapi.json'), document);
  writeFileSync(at('tsconfig.json'), JSON.stringify({ compilerOptions, include: ['story.mts', 'generated.d.ts'] }));
  writeFileSync(at('generated.d.ts'), declaration);
  copyFileSync(join(import.meta.dirname, 'typescript', 'story.mts'), at('story.mts'));
  for (const name of packages) {
    mkdirSync(dirname(at(`node_modules/${name}`)), { recursive: true });
    symlinkSync(installed(name), at(`node_modules/${name}`), 'dir');
  }

  const steps: readonly (readonly [string, readonly string[]])[] = [
    ['generates', ['node_modules/openapi-typescript/bin/cli.js', 'openapi.json', '--output', 'schema.ts']],
    ['fits the types', ['node_modules/typescript/bin/tsc', '-p', '.']],
    ['', ['story.mts']],
  ];
  const counted = { passed: 0, failed: 0 };
  for (const [name, args] of steps) {
    const env = { BENCHLINE_URL: url, BENCHLINE_KEY: key };
    const ended = await runCommand({ command: process.execPath, args, folder: folder.path, env, timeoutMs });
    const shown =
      name === '' ? ended : { ...ended, output: `${ended.code === 0 ? '' : `${ended.output}\nnot `}ok ${name}\n` };
    console.log(shown.output.trimEnd());
    const { passed, failed } = countLines(shown);
    counted.passed += passed;
    counted.failed += failed;
    if (failed > 0) break;
  }
  return counted;
}

/** Where npm has put a package of these tests: in their own folder, or in one above. */
function installed(name: string, from = import.meta.dirname): string {
  const folder = join(from, 'node_modules', name);
  if (existsSync(folder)) return folder;
  if (dirname(from) === from) throw new Error(`${name} is not installed`);
  return installed(name, dirname(from));
}
