/** `npm run bench:fill`: fills a store once and keeps it, for `npm run bench -- --only g --store DIR`. */
import { parseArgs } from 'node:util';
import { integer } from './options.ts';
import { openFilledProduct } from './filled/filled-store.ts';

const { values } = parseArgs({ options: { samples: { type: 'string' }, store: { type: 'string' } } });
if (values.store === undefined) throw new Error('npm run bench:fill -- --store DIR [--samples N]');
const samples = integer('samples', values.samples ?? '1000000', { min: 1_000, max: 100_000_000 });
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1));
const tell = (line: string): void => {
  process.stdout.write(`${line}\n`);
};
await using filled = await openFilledProduct({ folder: values.store, samples, tell });
tell(`${filled.filling.samples.toLocaleString('en-US')} samples in ${values.store}`);
