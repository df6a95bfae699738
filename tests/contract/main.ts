/**
 * `npm run contract`: schemathesis holds the running product against its own document, with all its checks, every phase and links
 * followed. schemathesis.toml and hooks.py say how, and what is excepted. Ends with `N passed, N failed, N skipped`, by operations.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryFolder } from '@benchline/testing/servers';
import { pythonTools } from '../clients/python/python-tools.ts';
import { runCommand } from '../clients/run-story.ts';
import { clientOf, integrations } from '../harness/client.ts';
import type { Product } from '../harness/product.ts';
import { startOneProcess } from '../harness/shapes.ts';
import { countReport, type Ended, type Report } from './count-report.ts';

const timeoutMs = 8 * 60_000;
/** The examples of the document name records by the id 17. */
const recordsAtStart = 24;
const required = process.env['BENCHLINE_TEST_SERVERS'] === 'required';

/** Records that examples and small ids find. */
async function fill(product: Product): Promise<void> {
  const client = clientOf(product);
  const numbers = Array.from({ length: recordsAtStart }, (_, index) => `start-${String(index)}`);
  const fields = { projects: { name: 'start' }, experiments: { name: 'start' }, samples: { experiment_id: 1 } };
  for (const [kind, rest] of Object.entries(fields)) {
    const items = numbers.map((external_id) => ({ external_id, ...rest }));
    const { body } = await client.post<{ succeeded: number }>(`/${kind}/bulk`, { items });
    if (body.succeeded !== recordsAtStart) throw new Error(`the first ${kind} were refused: ${JSON.stringify(body)}`);
  }
}

/** Links are walked in a run of their own: after the other phases schemathesis walks few of them. */
const runs = ['examples,coverage,fuzzing', 'stateful'];

async function runSchemathesis(python: string, product: Product, phases: string): Promise<Ended> {
  await using folder = await temporaryFolder();
  const reportPath = join(folder.path, 'report.json');
  const { code, output } = await runCommand({
    command: python,
    args: [
      ...['-m', 'schemathesis.cli', '--config-file', join(import.meta.dirname, 'schemathesis.toml'), 'run'],
      ...['--phases', phases, '--report', 'json', '--report-json-path', reportPath],
      `${product.url}${integrations}/openapi.json`,
    ],
    folder: folder.path,
    env: {
      PYTHONUNBUFFERED: '1',
      BENCHLINE_CONTRACT_KEY: product.key,
      BENCHLINE_CONTRACT_HOOKS: join(import.meta.dirname, 'hooks.py'),
    },
    timeoutMs,
  });
  console.log(output.trimEnd());
  return { code, report: readReport(reportPath) };
}

function readReport(path: string): Report | undefined {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as Report; // of the pinned version
  } catch {
    return undefined;
  }
}

const tools = await pythonTools();
let [passed, failed, skipped] = [0, 0, 0];
if ('missing' in tools) {
  console.log(`${required ? 'not ok' : 'skipped'}: ${tools.missing}`);
  if (required) failed += 1;
  else skipped += 1;
} else {
  // @req openapi.honest
  await using product = await startOneProcess();
  await fill(product);
  for (const phases of runs) {
    const counted = countReport(await runSchemathesis(tools.python, product, phases));
    passed += counted.passed;
    failed += counted.failed;
  }
  const defects = product
    .output()
    .split('\n')
    .filter((line) => line.includes('"level":"error"'));
  if (defects.length > 0) console.log(defects.join('\n'));
  failed += defects.length;
}

console.log(`\n${String(passed)} passed, ${String(failed)} failed, ${String(skipped)} skipped`);
if (failed > 0) process.exitCode = 1;
