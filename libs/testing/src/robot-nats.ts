import { randomBytes } from 'node:crypto';
import { copyFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createAccount } from '@nats-io/nkeys';
import { startNats } from './nats-server.ts';
import type { RunningServer } from './running-server.ts';
import { temporaryFolder } from './temporary-folder.ts';

/** Those that the server knows by itself; robots are judged by identity. */
export type RobotNatsUser = 'services' | 'callout' | 'kick';

/** A NATS server with the robots' door, as deploy/nats sets it up. */
export interface RobotNats extends Omit<RunningServer, 'url'> {
  /** With the user's name and password in it. */
  readonly url: (user: RobotNatsUser) => string;
  /** Of the services, in the account that keeps what is kept. */
  readonly servicesUrl: string;
  /** Of identity, to be asked who may come in. */
  readonly calloutUrl: string;
  /** Of identity, to end connections. */
  readonly systemUrl: string;
  /** Without anybody's credentials. */
  readonly robotsUrl: string;
  /** `SA…`, what identity signs its answers with. */
  readonly issuerSeed: string;
}

/** Certificates to serve with; without them nothing is encrypted. */
export interface NatsCertificate {
  readonly certFile: string;
  readonly keyFile: string;
}

const deployed = join(import.meta.dirname, '../../../deploy/nats');

/** Starts a server of one's own with the configuration that is deployed. `kill` and `restart` keep its data and who may come in. */
export async function startRobotNats(certificate?: NatsCertificate): Promise<RobotNats> {
  const folder = await temporaryFolder();
  const config = join(folder.path, 'nats.conf');
  await copyFile(join(deployed, 'nats.conf'), config);
  if (certificate === undefined) await writeFile(join(folder.path, 'tls.conf'), '');
  else await copyFile(join(deployed, 'tls.conf'), join(folder.path, 'tls.conf'));
  const issuer = createAccount();
  const passwords = { services: newPassword(), callout: newPassword(), kick: newPassword() };
  const env = (store: string): Record<string, string> => ({
    BENCHLINE_NATS_SERVER_NAME: 'nats-0',
    BENCHLINE_NATS_STORE: store,
    BENCHLINE_NATS_ISSUER: issuer.getPublicKey(),
    BENCHLINE_NATS_SERVICES_PASSWORD: passwords.services,
    BENCHLINE_NATS_CALLOUT_PASSWORD: passwords.callout,
    BENCHLINE_NATS_KICK_PASSWORD: passwords.kick,
    BENCHLINE_NATS_TLS_CERT: certificate?.certFile ?? '',
    BENCHLINE_NATS_TLS_KEY: certificate?.keyFile ?? '',
  });
  const server = await startNats({ config, env });
  const url = (user: RobotNatsUser): string => server.url.replace('//', `//${user}:${passwords[user]}@`);
  return {
    ...{ url, robotsUrl: server.url, issuerSeed: new TextDecoder().decode(issuer.getSeed()) },
    ...{ servicesUrl: url('services'), calloutUrl: url('callout'), systemUrl: url('kick') },
    kill: () => server.kill(),
    restart: () => server.restart(),
    [Symbol.asyncDispose]: async () => {
      await server[Symbol.asyncDispose]();
      await folder[Symbol.asyncDispose]();
    },
  };
}

/** A number at its start would be read as one. */
function newPassword(): string {
  return `p${randomBytes(16).toString('hex')}`;
}
