import { expect, test } from '@jest/globals';
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { owner } from '../harness/administration.ts';
import { describeShape } from '../harness/every-shape.ts';
import { startOneProcess } from '../harness/shapes.ts';

const run = promisify(execFile);
const root = join(import.meta.dirname, '../..');
const addressInReadme = /http:\/\/127\.0\.0\.1:8080/g;

/** The shell blocks of the first five minutes as one script, without what the test has done already: install and start. */
function firstFiveMinutes(): string {
  const text = readFileSync(join(root, 'README.md'), 'utf8');
  const part = /<!-- first five minutes -->(.*?)<!-- end -->/s.exec(text)?.[1] ?? '';
  const blocks = [...part.matchAll(/```sh\n(.*?)```/gs)].map(([, block = '']) => block);
  return blocks.join('\n').replaceAll(/^npm (ci|start)$/gm, '');
}

describeShape(
  'the README',
  () => startOneProcess(),
  (lab) => {
    // @req docs.readme
    test('says what works: its first five minutes run as they stand', async () => {
      const script = firstFiveMinutes();
      expect(script).toContain(`BENCHLINE_OWNER_EMAIL="${owner.email}"`);
      expect(script).toContain(`BENCHLINE_OWNER_PASSWORD="${owner.password}"`);

      const { stdout, stderr } = await run(
        'bash',
        ['--norc', '-euo', 'pipefail', '-c', script.replaceAll(addressInReadme, lab().product.url)],
        { cwd: root, env: { PATH: process.env['PATH'] ?? '' }, timeout: 30_000 },
      );

      expect(stderr).toBe('');
      expect(stdout).toContain('"prep_notes":"Not enough blood for isotopes."');
      expect(stdout).toContain('"status":"in_process"');
      expect(stdout).toContain('"reason":"lab book, page 12"');
      expect(stdout).not.toContain('"detail":');
    });

    test('is read in a few minutes', () => {
      expect(readFileSync(join(root, 'README.md'), 'utf8').split('\n').length).toBeLessThanOrEqual(150);
    });
  },
);
