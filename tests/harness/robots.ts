import { randomUUID } from 'node:crypto';
import { connectRobot, type Robot, type RobotSettings } from '@benchline/robot';
import type { RobotNats } from '@benchline/testing/servers';
import { makeKey, type KeyTerms, type MadeKey } from './administration.ts';
import type { Client } from './client.ts';
import type { ExtraSettings } from './shapes.ts';

/** What makes a product take robots that come through this server. */
export function robotSettings(nats: RobotNats): ExtraSettings {
  return {
    NATS_URL: nats.servicesUrl,
    BENCHLINE_ROBOTS: 'on',
    BENCHLINE_ROBOTS_CALLOUT_URL: nats.calloutUrl,
    BENCHLINE_ROBOTS_SYSTEM_URL: nats.systemUrl,
    BENCHLINE_ROBOTS_ISSUER_SEED: nats.issuerSeed,
  };
}

/** A key for a robot, in an account of its own. */
export function makeRobotKey(people: Client, terms: KeyTerms = {}): ReturnType<typeof makeKey> {
  return makeKey(people, { account: `Arm ${randomUUID()}`, role: 'technician', name: 'arm', ...terms });
}

/** The published client with a key of the first organization. */
export function robotOf(
  nats: Pick<RobotNats, 'robotsUrl'>,
  key: MadeKey,
  settings: Partial<RobotSettings> = {},
): Promise<Robot> {
  return connectRobot({ servers: nats.robotsUrl, key: key.secret, organizationId: 1, keyId: key.id, ...settings });
}
