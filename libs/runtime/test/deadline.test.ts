import { expect, test } from '@jest/globals';
import { memoryStore } from '@benchline/runtime/testing';
import { startTeam } from './play/arena.ts';
import { join } from './team/actions.ts';
import { commandFor, person, told } from './team/commands.ts';

test('nobody works for a caller who has stopped waiting', async () => {
  const store = memoryStore().view();
  const runtime = startTeam(store, { clock: () => 2_000 });

  const late = await told(runtime.change({ ...commandFor(join, person('ada')), deadline: 1_999 }));

  expect(late).toBe('unavailable');
  expect((await store.position(1)).head).toBe(0);
});

test('a writer whom rivals always forestall gives up when its callers have', async () => {
  const memory = memoryStore();
  const time = { now: 1_000 };
  const rival = startTeam(memory.view(), { clock: () => time.now });
  let wins = 0;
  const slow = startTeam(
    {
      ...memory.view(),
      append: async (...given) => {
        wins += 1;
        await rival.change(commandFor(join, person(`rival ${String(wins)}`)));
        time.now += 100;
        return memory.view().append(...given);
      },
    },
    { clock: () => time.now },
  );

  const late = await told(slow.change({ ...commandFor(join, person('ada')), deadline: 1_450 }));

  expect(late).toBe('unavailable');
  expect(wins).toBe(5);
});
