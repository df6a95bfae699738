import { execFile } from 'node:child_process';
import { cp, mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { temporaryFolder } from '@benchline/testing';

const root = join(import.meta.dirname, '../../..');
const buf = join(root, 'node_modules/@bufbuild/buf/bin/buf');

/** The descriptor set of proto files by path, which may import the product's vocabulary. */
export async function buildImage(files: Readonly<Record<string, string>>): Promise<Uint8Array> {
  await using folder = await temporaryFolder();
  await cp(join(root, 'proto/benchline/options'), join(folder.path, 'benchline/options'), { recursive: true });
  await writeFile(join(folder.path, 'buf.yaml'), 'version: v2\n');
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(folder.path, path)), { recursive: true });
    await writeFile(join(folder.path, path), text);
  }
  await promisify(execFile)(process.execPath, [buf, 'build', '-o', 'image.binpb'], { cwd: folder.path });
  return await readFile(join(folder.path, 'image.binpb'));
}
