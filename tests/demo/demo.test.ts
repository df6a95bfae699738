import { afterAll, expect, test } from '@jest/globals';
import { execFile, type ExecFileOptions } from 'node:child_process';
import { join } from 'node:path';
import { describeWithOwnServer, eventually, startRobotNats, type RobotNats } from '@benchline/testing';
import { admin, ownerSettings } from '../harness/administration.ts';
import type { Client } from '../harness/client.ts';
import { describeShape } from '../harness/every-shape.ts';
import { robotSettings } from '../harness/robots.ts';
import { startOneProcess } from '../harness/shapes.ts';
import { walk } from '../harness/walk.ts';
import type { Experiment, Page, Sample } from '../harness/wire.ts';
import { asSample, readStudies } from './penguins.ts';

interface Ended {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

function run(command: string, args: readonly string[], options: ExecFileOptions): Promise<Ended> {
  return new Promise((resolve) => {
    execFile(command, args, { timeout: 30_000, ...options }, (error, out, err) => {
      const code = typeof error?.code === 'number' ? error.code : error === null ? 0 : -1;
      resolve({ code, out: String(out), err: String(err) });
    });
  });
}

function demo(env: Readonly<Record<string, string>>, more: ExecFileOptions = {}): Promise<Ended> {
  return run(process.execPath, [join(import.meta.dirname, 'main.ts')], { env: { PATH: '', ...env }, ...more });
}

/** Ends as `kill -9` ends it, as soon as a list of samples has some. */
async function demoThatIsCutOff(env: Readonly<Record<string, string>>, client: Client, list = ''): Promise<Ended> {
  const cutting = new AbortController();
  const running = demo(env, { signal: cutting.signal, killSignal: 'SIGKILL' });
  const hasSamples = async () => (await client.get<Page<Sample>>(`/samples?limit=1${list}`)).body.items.length > 0;
  await eventually(hasSamples, { timeoutMs: 20_000, intervalMs: 5, what: 'the first samples' });
  cutting.abort();
  return running;
}

/** The lines that the demo ends with, for a shell. */
function shellLines(out: string): string {
  return out
    .slice(out.indexOf('Where to look'))
    .split('\n')
    .filter((line) => line.startsWith('  '))
    .join('\n');
}

const nobody = 'http://127.0.0.1:9';

test('every row of the file has an external id of its own', () => {
  const ids = [...readStudies().values()].flat().map((row) => asSample(row).external_id);

  expect(ids).toHaveLength(344);
  expect(new Set(ids).size).toBe(344);
});

test('the demo says so when nothing answers', async () => {
  const { code, err } = await demo({ BENCHLINE_URL: nobody, ...ownerSettings });

  expect(code).toBe(1);
  expect(err).toMatch(/^Nothing answers at http:\/\/127\.0\.0\.1:9\. /);
});

describeShape(
  'the demo',
  () => startOneProcess(),
  (lab) => {
    const env = () => ({ BENCHLINE_URL: lab().product.url, ...ownerSettings });

    test.each<[string, Readonly<Record<string, string>>, string]>([
      ['without a password', { BENCHLINE_OWNER_PASSWORD: '' }, 'BENCHLINE_OWNER_EMAIL and BENCHLINE_OWNER_PASSWORD'],
      ['with a wrong one', { BENCHLINE_OWNER_PASSWORD: 'not the right one' }, 'is not let in'],
    ])('%s says in one line what to do', async (_name, change, line) => {
      const { code, err } = await demo({ ...env(), ...change });

      expect(code).toBe(1);
      expect(err).toContain(line);
      expect(err.trim().split('\n')).toHaveLength(1);
    });

    // @req demo.import
    test('cut off, run to its end and run again, it adds 344 samples once', async () => {
      const { client, people } = lab();

      const cutOff = await demoThatIsCutOff(env(), client);
      const first = await demo(env());
      const second = await demo(env());

      expect(cutOff.code).not.toBe(0);
      expect(first).toMatchObject({ code: 0, err: '' });
      expect(first.out).toMatch(/\d+ samples added, [1-9]\d* already there\./);
      expect(first.out).toContain('\nNo plate reader was plugged in: BENCHLINE_ROBOTS_URL ');
      expect(first.out).toMatch(/Pygoscelis adeliae +Biscoe +44 +3710 +8\.82/);
      expect(second).toMatchObject({ code: 0, err: '' });
      expect(second.out).toContain('0 samples added, 344 already there.');
      expect(second.out).toContain('0 QC reviews, 0 changes of status, 0 external ids corrected.');
      const samples = await walk<Sample>(client, '/samples?limit=200');
      expect(samples).toHaveLength(344);
      expect(samples.find(({ external_id }) => external_id === 'PAL0708-ADELIE-1')).toMatchObject({
        organism: 'Pygoscelis adeliae',
        tissue_type: 'blood',
        prep_notes: 'Not enough blood for isotopes.',
        donor_source: null,
        qc_status: 'warning',
        status: 'in_process',
      });
      const experiments = await walk<Experiment>(client, '/experiments');
      expect(experiments.map(({ external_id, status }) => `${external_id} ${status}`).sort()).toEqual([
        'PAL0708 analysis',
        'PAL0809 sequencing',
        'PAL0910 library_prep',
      ]);
      const accounts = await walk<{ id: number; display_name: string }>(people, `${admin}/service-accounts`);
      const [account, ...others] = accounts.filter(({ display_name }) => display_name === 'Demo LIMS');
      const path = `${admin}/service-accounts/${String(account?.id)}/api-keys`;
      const keys = await walk<{ revoked_at: string | null }>(people, path);
      expect(others).toEqual([]);
      expect(keys.filter(({ revoked_at }) => revoked_at === null)).toHaveLength(1);
    });

    test('the lines that it ends with work', async () => {
      const { out } = await demo(env());

      const tried = await run('bash', ['--norc', '-euo', 'pipefail', '-c', shellLines(out)], {
        env: { PATH: process.env['PATH'] ?? '', ...env() },
      });

      const { code, err, out: answers } = tried;
      expect({ code, err }).toEqual({ code: 0, err: '' });
      expect({
        samples: /"external_id":"PAL0910-GENTOO-\d+"/.test(answers),
        accounts: answers.includes('"display_name":"Demo LIMS"'),
        refusals: answers.includes('"detail":'),
      }).toEqual({ samples: true, accounts: true, refusals: false });
    });
  },
);

describeWithOwnServer('nats', 'the demo where robots come in', () => {
  let nats: RobotNats | undefined;
  const started = async () => {
    nats = await startRobotNats();
    return startOneProcess(robotSettings(nats));
  };
  afterAll(() => nats?.[Symbol.asyncDispose]());

  describeShape('in one process', started, (lab) => {
    const env = (robotsUrl = nats?.robotsUrl ?? '') => ({
      BENCHLINE_URL: lab().product.url,
      BENCHLINE_ROBOTS_URL: robotsUrl,
      ...ownerSettings,
    });

    test.each([
      ['nobody is there', nobody.replace('http', 'nats'), 'The plate reader isn’t heard at nats://127.0.0.1:9'],
      ['it is no address', '127.0.0.1', 'BENCHLINE_ROBOTS_URL is like nats://host:4222'],
      ['it has a password', 'nats://services:secret@127.0.0.1:9', 'BENCHLINE_ROBOTS_URL is like nats://host:4222'],
    ])('it says so in one line where %s', async (_name, url, line) => {
      const { code, err } = await demo(env(url));

      expect(code).toBe(1);
      expect(err).toContain(line);
      expect(err.trim().split('\n')).toHaveLength(1);
      expect(err).not.toContain('secret');
    });

    // @req demo.robots
    test('cut off and run again, the plate reader’s wells are registered and read once, though it was unplugged', async () => {
      const { client } = lab();

      const cutOff = await demoThatIsCutOff(env(), client, '&q=PLATE-1-A1');
      const first = await demo(env());
      const second = await demo(env());

      expect(cutOff.code).not.toBe(0);
      expect(first).toMatchObject({ code: 0, err: '' });
      expect(first.out).toMatch(/Plate reader: unplugged, with outcomes of \d+ of \d+ commands\./);
      expect(first.out).toMatch(/Plate reader: reads on without a network\. [1-9]\d* commands wait in its file\./);
      expect(first.out).toMatch(/\d+ outcomes; 96 wells are registered, 96 are read, none twice\./);
      expect(second).toMatchObject({ code: 0, err: '' });
      expect(second.out).toContain('Plate reader: all 96 wells are read already.');
      const wells = await walk<Sample>(client, '/samples?q=PLATE-&limit=200');
      expect(new Set(wells.map(({ external_id }) => external_id)).size).toBe(96);
      expect(wells.map(({ version }) => version)).toEqual(wells.map(() => 2));
    }, 60_000);
  });
});
