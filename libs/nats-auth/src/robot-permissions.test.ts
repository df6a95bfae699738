import { expect, test } from '@jest/globals';
import { robotPermissions } from './robot-permissions.ts';

// @req robots.own-subjects
test('a robot may send commands under its own key, and hear their outcomes and its own inbox, and nothing else', () => {
  expect(robotPermissions({ organizationId: 7, keyId: 12, scopes: ['samples:create', 'events:manage'] })).toEqual({
    publish: ['lab.7.cmd.12.>'],
    subscribe: ['lab.7.res.12.>', '_INBOX.7.12.>'],
  });
});

test('one that may see events hears those of its organization too', () => {
  expect(robotPermissions({ organizationId: 7, keyId: 12, scopes: ['events:view'] })).toEqual({
    publish: ['lab.7.cmd.12.>'],
    subscribe: ['lab.7.res.12.>', '_INBOX.7.12.>', 'lab.7.evt.>'],
  });
});
