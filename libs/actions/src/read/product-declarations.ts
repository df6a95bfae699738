import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Declarations } from '../declaration.ts';
import { loadDeclarations } from './read-declarations.ts';

let product: Declarations | undefined;

/** The declarations of the product, read once from the descriptor set that `npm run generate` makes. */
export function productDeclarations(): Declarations {
  product ??= loadDeclarations(readFileSync(fileURLToPath(import.meta.resolve('@benchline/proto/image.binpb'))));
  return product;
}
