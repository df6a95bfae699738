import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { auditLag, keyedClient } from '../laboratory.ts';
import { startProduct, type Product } from '../product.ts';
import { fillStore, type FillStep } from './fill-store.ts';
import { fillingOf, type Filling } from './filling.ts';

/** The product on a filled store, audited to the last sample. */
export interface FilledProduct extends AsyncDisposable {
  readonly product: Product;
  readonly key: string;
  readonly filling: Filling;
  /** Empty when it was filled before. */
  readonly steps: readonly FillStep[];
  [Symbol.asyncDispose](): Promise<void>;
}

export interface FillPlan {
  /** A new folder, or one that was filled before; it stays. */
  readonly folder: string;
  readonly samples: number;
  readonly profileFolder?: string | undefined;
  /** Gets a line for each step of the filling. */
  readonly tell?: (line: string) => void;
}

const description = 'filling.json';

/** Fills a new folder by the product in one process, or starts it on a filled one. */
export async function openFilledProduct(plan: FillPlan): Promise<FilledProduct> {
  const { folder, samples, profileFolder, tell = () => undefined } = plan;
  const file = join(folder, description);
  const before = existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Filling) : undefined; // written below
  const filling = before ?? fillingOf(samples);
  mkdirSync(folder, { recursive: true });
  await using resources = new AsyncDisposableStack();
  const dataFolder = join(folder, 'data');
  const product = resources.use(await startProduct({ shape: 'standalone', dataFolder, profileFolder }));
  const client = await keyedClient(product, `Bench ${new Date().toISOString()}`);
  let steps: readonly FillStep[] = [];
  if (before === undefined) {
    steps = await fillStore(client, filling, (step) => {
      tell(stepLine(step));
    });
    tell(`  the audit was complete ${(await auditLag(client)).toFixed(0)} ms later`);
    writeFileSync(file, `${JSON.stringify(filling)}\n`);
  }
  const owned = resources.move();
  return { product, key: client.key, filling, steps, [Symbol.asyncDispose]: () => owned.disposeAsync() };
}

function stepLine({ samples, perSecond }: FillStep): string {
  const [count, rate] = [samples, Math.round(perSecond)].map((value) => value.toLocaleString('en-US'));
  return `  ${String(count)} samples, the last ones at ${String(rate)} a second`;
}
