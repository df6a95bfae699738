/**
 * `npm run clients`: the same story through clients that nobody here wrote, generated from the running product's own document; and what
 * docs/robots.md says, done with the tools that it names. Ends with `N passed, N failed, N skipped`.
 */
import { integrations } from '../harness/client.ts';
import { startOneProcess } from '../harness/shapes.ts';
import { runPythonClient } from './python-client.ts';
import { pythonTools } from './python/python-tools.ts';
import { runRobots, type Told } from './robots/run-robots.ts';
import { runTypeScriptClient } from './typescript-client.ts';

const required = process.env['BENCHLINE_TEST_SERVERS'] === 'required';
let [passed, failed, skipped] = [0, 0, 0];

async function tell(name: string, story: () => Promise<Told>): Promise<void> {
  console.log(`\n${name}`);
  const told = await story();
  if ('missing' in told) {
    console.log(`${required ? 'not ok' : 'skipped'}: ${told.missing}`);
    if (required) failed += 1;
    else skipped += 1;
  } else {
    passed += told.passed;
    failed += told.failed;
  }
}

const tools = await pythonTools();
{
  // @req openapi.clients
  await using product = await startOneProcess();
  const document = await (await fetch(`${product.url}${integrations}/openapi.json`)).text();
  await tell('TypeScript: openapi-typescript and openapi-fetch', () => runTypeScriptClient(document, product));
  await tell('Python: openapi-python-client', async () =>
    'missing' in tools ? tools : runPythonClient(document, product, tools),
  );
}
// @req robots.client.tools
await runRobots(tools, tell);

console.log(`\n${String(passed)} passed, ${String(failed)} failed, ${String(skipped)} skipped`);
if (failed > 0) process.exitCode = 1;
