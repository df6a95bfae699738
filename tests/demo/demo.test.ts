import { expect, test } from '@jest/globals';
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { describeShape } from '../harness/every-shape.ts';
import { startOneProcess } from '../harness/shapes.ts';
import { walk } from '../harness/walk.ts';
import type { Sample } from '../harness/wire.ts';
import { asSample, readStudies } from './penguins.ts';

interface Ended {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

function demo(env: Readonly<Record<string, string>>): Promise<Ended> {
  const main = join(import.meta.dirname, 'main.ts');
  return new Promise((resolve) => {
    execFile(process.execPath, [main], { env: { PATH: '', ...env }, timeout: 30_000 }, (error, out, err) => {
      resolve({ code: typeof error?.code === 'number' ? error.code : error === null ? 0 : -1, out, err });
    });
  });
}

test('every row of the file has an external id of its own', () => {
  const ids = [...readStudies().values()].flat().map((row) => asSample(row).external_id);

  expect(ids).toHaveLength(344);
  expect(new Set(ids).size).toBe(344);
});

test('the demo without a key says which setting is missing', async () => {
  const { code, err } = await demo({});

  expect(code).toBe(1);
  expect(err).toContain('BENCHLINE_DEVELOPMENT_KEY');
  expect(err.trim().split('\n')).toHaveLength(1);
});

test('the demo says so when nothing answers', async () => {
  const { code, err } = await demo({
    BENCHLINE_URL: 'http://127.0.0.1:9',
    BENCHLINE_DEVELOPMENT_KEY: `biokey_${'k'.repeat(16)}.${'s'.repeat(32)}`,
  });

  expect(code).toBe(1);
  expect(err).toMatch(/^Nothing answers at http:\/\/127\.0\.0\.1:9\. /);
});

describeShape(
  'the demo',
  () => startOneProcess(),
  (lab) => {
    // @req demo.import
    test('adds 344 samples, and nothing when it runs again', async () => {
      const { product, client } = lab();
      const env = { BENCHLINE_URL: product.url, BENCHLINE_DEVELOPMENT_KEY: product.key };

      const first = await demo(env);
      const second = await demo(env);

      expect(first).toMatchObject({ code: 0, err: '' });
      expect(first.out).toContain('344 samples added.');
      expect(first.out).toMatch(/Pygoscelis adeliae +Biscoe +44 +3710 +8\.82/);
      expect(second).toMatchObject({ code: 0, err: '' });
      expect(second.out).toContain('0 samples added, 344 already there.');
      const samples = await walk<Sample>(client, '/samples?limit=200');
      expect(samples).toHaveLength(344);
      expect(samples.find(({ external_id }) => external_id === 'PAL0708-ADELIE-1')).toMatchObject({
        organism: 'Pygoscelis adeliae',
        tissue_type: 'blood',
        prep_notes: 'Not enough blood for isotopes.',
        donor_source: null,
      });
    });
  },
);
