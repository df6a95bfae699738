import { expect, test } from '@jest/globals';
import { execFile } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describeShape } from '../harness/every-shape.ts';
import { startOneProcess } from '../harness/shapes.ts';

const run = promisify(execFile);
const readme = join(import.meta.dirname, '../../README.md');
const addressInReadme = /http:\/\/(127\.0\.0\.1|localhost):8080/g;

const keyInReadme = /biokey_[A-Za-z0-9]{16}\.[A-Za-z0-9]{32,}/g;

/** The shell blocks of the first five minutes as one script; what they say of npm is done already. */
function firstFiveMinutes(text: string): string {
  const part = /<!-- first five minutes -->(.*?)<!-- end -->/s.exec(text)?.[1] ?? '';
  const blocks = [...part.matchAll(/```sh\n(.*?)```/gs)].map(([, block = '']) => block);
  return blocks.join('\n').replaceAll(/^.*\bnpm (ci|start|run) .*$|^npm .*$/gm, '');
}

if (existsSync(readme)) {
  describeShape(
    'the README',
    () => startOneProcess(),
    (lab) => {
      // @req docs.readme
      test('says what works: its first five minutes run as they stand', async () => {
        const { product } = lab();
        const script = firstFiveMinutes(readFileSync(readme, 'utf8'))
          .replaceAll(addressInReadme, product.url)
          .replaceAll(keyInReadme, product.key);
        expect(script).toContain('curl');

        const { stdout } = await run('bash', ['-euo', 'pipefail', '-c', script], {
          env: { PATH: process.env['PATH'] ?? '', BENCHLINE_DEVELOPMENT_KEY: product.key },
          timeout: 30_000,
        });

        // curl is content with any status; a refusal shows itself by its detail.
        expect(stdout).toContain('"id":');
        expect(stdout).not.toContain('"detail":');
      });
    },
  );
} else {
  test.todo('the README says what works');
}
