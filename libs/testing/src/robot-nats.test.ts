import { execFileSync, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { jetstreamManager } from '@nats-io/jetstream';
import { connect } from '@nats-io/transport-node';
import type { ConnectionOptions, NatsConnection } from '@nats-io/transport-node';
import { describeWithOwnServer } from './describe-with-server.ts';
import { startRobotNats } from './robot-nats.ts';
import { temporaryFolder } from './temporary-folder.ts';

function connectTo(url: string, options: ConnectionOptions = {}): Promise<NatsConnection> {
  const { host, username, password } = new URL(url);
  return connect({ servers: host, user: username, pass: password, reconnect: false, timeout: 10_000, ...options });
}

async function isRefused(asking: Promise<unknown>): Promise<boolean> {
  return asking.then(
    () => false,
    () => true,
  );
}

const kickSubject = ({ info }: NatsConnection): string => `$SYS.REQ.SERVER.${info?.server_id ?? ''}.KICK`;
const withOpenssl = spawnSync('openssl', ['version']).status === 0;

describeWithOwnServer('nats', 'a NATS server as deploy/nats sets it up', () => {
  // @req robots.deployed-config
  test('keeps what the services publish, and writes it to the disk before it says so', async () => {
    await using nats = await startRobotNats();
    const services = await connectTo(nats.servicesUrl);
    const manager = await jetstreamManager(services);

    await manager.streams.add({ name: 'kept', subjects: ['lab.*.cmd.>'] });

    expect(await manager.streams.info('kept')).toMatchObject({ config: { storage: 'file' } });
    expect(readFileSync(join(import.meta.dirname, '../../../deploy/nats/nats.conf'), 'utf8')).toContain(
      'sync_interval: always',
    );
    await services.close();
  });

  // @req robots.deployed-config
  test('who is to end connections can do that, and nothing else', async () => {
    await using nats = await startRobotNats();
    const [services, kick] = [await connectTo(nats.servicesUrl), await connectTo(nats.systemUrl)];
    const cid = services.info?.client_id;

    await kick.request(kickSubject(kick), JSON.stringify({ cid }));

    await services.closed();
    expect(await isRefused(kick.request('$SYS.REQ.SERVER.PING', '', { timeout: 500 }))).toBe(true);
    await kick.close();
  });

  // @req robots.deployed-config
  test('nobody else can end connections', async () => {
    await using nats = await startRobotNats();
    for (const url of [nats.servicesUrl, nats.calloutUrl]) {
      const [one, victim] = [await connectTo(url), await connectTo(nats.servicesUrl)];

      one.publish(kickSubject(one), JSON.stringify({ cid: victim.info?.client_id }));
      await one.flush();

      await victim.flush();
      await Promise.all([one.close(), victim.close()]);
    }
  });

  // @req robots.deployed-config
  test('who is asked about others hears no more than that, and can’t speak unasked', async () => {
    await using nats = await startRobotNats();
    const callout = await connectTo(nats.calloutUrl);
    const [overheard, refused] = [callout.subscribe('>'), callout.status()];

    await callout.flush();

    for await (const status of refused) {
      expect(status).toMatchObject({ type: 'error' });
      break;
    }
    expect(overheard.isClosed()).toBe(true);
    expect(await isRefused(callout.request('$SYS.REQ.SERVER.PING', '', { timeout: 500 }))).toBe(true);
    await callout.close();
  });

  // @req robots.deployed-config
  test('a wrong password is nobody’s, and without identity no robot comes in', async () => {
    await using nats = await startRobotNats();
    const wrong = nats.servicesUrl.replace(/:p[0-9a-f]+@/, ':wrong@');
    const robot = connect({ servers: nats.robotsUrl, token: 'a key', reconnect: false, timeout: 10_000 });

    expect(await Promise.all([isRefused(connectTo(wrong)), isRefused(robot)])).toEqual([true, true]);
  }, 20_000);

  (withOpenssl ? test : test.skip)('speaks TLS with the certificate that it is given (needs openssl)', async () => {
    await using folder = await temporaryFolder();
    const [certFile, keyFile] = [join(folder.path, 'cert.pem'), join(folder.path, 'key.pem')];
    const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-keyout', keyFile];
    const names = ['-subj', '/CN=nats', '-addext', 'subjectAltName=IP:127.0.0.1,DNS:localhost'];
    execFileSync('openssl', ['req', '-x509', ...key, ...names, '-days', '1', '-out', certFile], { stdio: 'pipe' });
    await using nats = await startRobotNats({ certFile, keyFile });

    const services = await connectTo(nats.servicesUrl, { tls: { caFile: certFile } });

    expect(services.info?.tls_required).toBe(true);
    expect(await isRefused(connectTo(nats.servicesUrl))).toBe(true);
    await services.close();
  });
});
