import { expect, test } from '@jest/globals';
import { resolveServer } from './resolve-server.ts';
import { resolvedServer, resolveServers } from './resolved-servers.ts';
import { serverMode } from './server-mode.ts';
import { serverPlaces } from './server-pins.ts';

test('a setting comes first, in every mode', async () => {
  for (const mode of ['', 'auto', 'required']) {
    const found = await resolveServer('nats', { NATS_URL: 'nats://127.0.0.1:1', BENCHLINE_TEST_SERVERS: mode });

    expect(found).toMatchObject({ url: 'nats://127.0.0.1:1', from: 'NATS_URL' });
  }
});

test('without a setting a plain run starts nothing and says what would', async () => {
  const reason = 'MONGODB_URL is not set; BENCHLINE_TEST_SERVERS=auto starts a server where it can';

  expect(await resolveServer('mongodb', {})).toEqual({ skipped: reason });
});

test('what the set-up of a run finds is what its test files see', async () => {
  const env = { NATS_URL: 'nats://127.0.0.1:1' };

  await resolveServers(env);

  expect(resolvedServer('nats', env)).toEqual({ url: 'nats://127.0.0.1:1' });
  expect(resolvedServer('mongodb', env)).toHaveProperty('skipped');
});

test('an unknown mode is refused with the known ones', () => {
  expect(serverMode({})).toBe('settings');
  expect(() => serverMode({ BENCHLINE_TEST_SERVERS: 'yes' })).toThrow('one of settings, auto, required');
});

test('servers lie in the cache folder of the user', () => {
  expect(serverPlaces({ XDG_CACHE_HOME: '/cache' }).natsServer).toMatch(
    /^\/cache\/benchline\/servers\/nats-server-[\d.]+\//,
  );
  expect(serverPlaces({ XDG_CACHE_HOME: '' }).folder).toMatch(/\/\.cache\/benchline\/servers$/);
});
