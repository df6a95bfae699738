/**
 * `npm run clients`: the same story through clients that nobody here wrote, generated from the running product's own document.
 * Ends with `N passed, N failed, N skipped`.
 */
import { integrations } from '../harness/client.ts';
import { startOneProcess } from '../harness/shapes.ts';
import { runPythonClient } from './python-client.ts';
import { pythonTools } from './python/python-tools.ts';
import type { Counted } from './run-story.ts';
import { runTypeScriptClient } from './typescript-client.ts';

const required = process.env['BENCHLINE_TEST_SERVERS'] === 'required';
let [passed, failed, skipped] = [0, 0, 0];

function count(story: Counted): void {
  passed += story.passed;
  failed += story.failed;
}

const tools = await pythonTools();
// @req openapi.clients
await using product = await startOneProcess();
const document = await (await fetch(`${product.url}${integrations}/openapi.json`)).text();

console.log('\nTypeScript: openapi-typescript and openapi-fetch');
count(await runTypeScriptClient(document, product));

console.log('\nPython: openapi-python-client');
if ('missing' in tools) {
  console.log(`${required ? 'not ok' : 'skipped'}: ${tools.missing}`);
  if (required) failed += 1;
  else skipped += 1;
} else {
  count(await runPythonClient(document, product, tools));
}

console.log(`\n${String(passed)} passed, ${String(failed)} failed, ${String(skipped)} skipped`);
if (failed > 0) process.exitCode = 1;
