import { expect, test } from '@jest/globals';
import { checkSettings } from './settings.ts';

const settings = { servers: 'tls://nats.lab:4222', key: 'biokey_secret', organizationId: 1, keyId: 3 };

test.each([
  [{ servers: 'tls://a:1' }, { servers: ['a:1'], encrypted: true }],
  [{ servers: ['nats://a:1', 'nats://b'] }, { servers: ['a:1', 'b'], encrypted: false }],
])('%j', (told, expected) => {
  expect(checkSettings({ ...settings, ...told })).toMatchObject(expected);
});

test.each([
  { servers: [] },
  { servers: 'nats.lab:4222' },
  { servers: 'https://nats.lab' },
  { servers: 'nats://biokey_secret@a:1' },
  { servers: ['tls://a:1', 'nats://b:1'] },
  { key: '' },
  { organizationId: 0 },
  { keyId: 1.5 },
  { window: 0 },
  { buffer: { bytesMax: -1 } },
  { buffer: { file: '' } },
])('%j cannot be used, and the error does not say the key', (told) => {
  const check = () => checkSettings({ ...settings, ...told });

  expect(check).toThrow(expect.objectContaining({ code: 'bad_settings' }));
  expect(check).not.toThrow('biokey_secret');
});
