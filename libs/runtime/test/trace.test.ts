import { expect, test } from '@jest/globals';
import { inProcessBus } from '@benchline/bus';
import { readCommit, startPublisher } from '@benchline/runtime';
import { memoryStore } from '@benchline/runtime/testing';
import { eventually } from '@benchline/testing';
import { startTeam } from './play/arena.ts';
import { join } from './team/actions.ts';
import { commandFor, person } from './team/commands.ts';
import { teamDeclarations } from './team/declarations.ts';

const traceId = '4bf92f3577b34da6a3ce929d0e0e4736';

// @req service.trace
test('the trace of a request stands in its commit and goes on in its event', async () => {
  const store = memoryStore().view();
  const bus = inProcessBus({ retain: 10 });
  const publisher = startPublisher({
    service: 'teams',
    store,
    bus,
    declarations: teamDeclarations,
    clock: () => 1_000,
    catchUp: (org) => startTeam(store).catchUp(org),
    everyMs: 20,
    failed: () => undefined,
  });

  await startTeam(store).change(commandFor(join, person('ada'), { traceId }));
  const [event] = await eventually(async () => {
    const heard = await bus.replay('lab.1.evt.>', 10);
    return heard.length > 0 ? heard : undefined;
  });
  await publisher.stop();

  const [row] = await store.commits(1, 0, 1);
  expect(row && readCommit(row).entries[0]?.traceId).toBe(traceId);
  expect(event?.headers['traceparent']).toMatch(new RegExp(`^00-${traceId}-[0-9a-f]{16}-0[01]$`));
});
