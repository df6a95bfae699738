import { type startNats } from '@benchline/testing';
import { connectRobot, type Robot, type RobotError, type RobotSettings } from '../src/index.ts';
import { Platform } from './platform.ts';

export const owner = { organizationId: 1, keyId: 3 } as const;

/** A robot of key 3 of organization 1, quick to try again, and what it was troubled by. */
export async function testRobot(
  servers: string,
  settings: Partial<RobotSettings> = {},
): Promise<{ readonly robot: Robot; readonly troubles: RobotError[] } & AsyncDisposable> {
  const troubles: RobotError[] = [];
  const robot = await connectRobot({
    ...{
      servers,
      key: 'biokey_test',
      ...owner,
      connectTimeoutMs: 1_000,
      receiptTimeoutMs: 1_000,
      outcomeTimeoutMs: 1_600,
    },
    onTrouble: (trouble) => troubles.push(trouble),
    ...settings,
  });
  return { robot, troubles, [Symbol.asyncDispose]: () => robot.close(0) };
}

/** A server with the platform behind it. */
export async function startLab(start: typeof startNats) {
  const nats = await start();
  const platform = new Platform(nats.url);
  await platform.start();
  return {
    nats,
    platform,
    [Symbol.asyncDispose]: async () => {
      await platform.stop();
      await nats[Symbol.asyncDispose]();
    },
  };
}

/** The input of a sample that is called so. */
export function sample(name: string): { readonly experiment_id: number; readonly external_id: string } {
  return { experiment_id: 1, external_id: name };
}

/** `prefix-0`, `prefix-1` … */
export function names(prefix: string, count: number): readonly string[] {
  return Array.from({ length: count }, (_, index) => `${prefix}-${String(index)}`);
}
