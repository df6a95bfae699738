import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { echo, soon, textMethod } from '../echo.ts';
import { serveMethod } from '../serve.ts';
import { grpcChannel } from './channel.ts';
import { startGrpcServer } from './server.ts';
import type { TlsSettings } from './tls.ts';

const host = '127.0.0.1';
const method = textMethod('Echo');
const withOpenssl = spawnSync('openssl', ['version']).status === 0;

(withOpenssl ? describe : describe.skip)('mutual TLS (needs openssl on the PATH)', () => {
  let folder = '';

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'benchline-tls-'));
  });

  afterAll(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  test('sides with certificates of one authority understand each other', async () => {
    const tls = makeCertificates(folder, 'ours');
    await using server = await startGrpcServer({ host, port: 0, tls });
    server.add([serveMethod(method, echo)]);
    const channel = grpcChannel({ addresses: [`localhost:${server.port}`], tls });

    expect(await channel.call(method, { text: 'sealed' }, soon())).toEqual({ text: 'sealed' });
    await channel.close();
  });

  test('a caller with a certificate of another authority, or without a certificate, is not let in', async () => {
    const ours = makeCertificates(folder, 'server');
    await using server = await startGrpcServer({ host, port: 0, tls: ours });
    server.add([serveMethod(method, echo)]);
    const addresses = [`localhost:${server.port}`];
    const foreign = grpcChannel({ addresses, tls: { ...makeCertificates(folder, 'foreign'), caFile: ours.caFile } });
    const plain = grpcChannel({ addresses });

    await expect(foreign.call(method, { text: '' }, soon())).rejects.toMatchObject({ kind: 'unavailable' });
    await expect(plain.call(method, { text: '' }, soon())).rejects.toMatchObject({ kind: 'unavailable' });

    await Promise.all([foreign.close(), plain.close()]);
  });
});

/** An authority of its own and one certificate of it, good for both sides. */
function makeCertificates(folder: string, name: string): TlsSettings {
  const at = (file: string): string => join(folder, `${name}-${file}`);
  const openssl = (...args: readonly string[]): void => {
    execFileSync('openssl', args, { stdio: 'pipe' });
  };
  const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];
  writeFileSync(at('names'), `subjectAltName=DNS:localhost`);
  openssl('req', '-x509', ...key, '-subj', `/CN=${name}`, '-keyout', at('ca-key'), '-out', at('ca'), '-days', '1');
  openssl('req', ...key, '-subj', '/CN=service', '-keyout', at('key'), '-out', at('request'));
  const signer = ['-CA', at('ca'), '-CAkey', at('ca-key'), '-CAcreateserial'];
  openssl('x509', '-req', '-in', at('request'), ...signer, '-extfile', at('names'), '-out', at('cert'), '-days', '1');
  return { caFile: at('ca'), certFile: at('cert'), keyFile: at('key') };
}
