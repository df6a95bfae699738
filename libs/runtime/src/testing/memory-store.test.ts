import { describeStore } from '@benchline/store/contract';
import { memoryStore } from './memory-store.ts';

describeStore('memory', () => {
  const memory = memoryStore();
  return Promise.resolve({
    store: memory.view(),
    reopen: () => Promise.resolve(memory.view()),
    [Symbol.asyncDispose]: () => Promise.resolve(),
  });
});
