import { expect, test } from '@jest/globals';
import { productDeclarations } from '@benchline/actions';
import type { Query } from '@benchline/runtime';
import { startRuntime } from '@benchline/runtime';
import { experimentActions } from '../experiments/actions.ts';
import { createExperiment } from '../experiments/create-experiment.ts';
import { experimentKind } from '../experiments/experiment.ts';
import { projectActions } from '../projects/actions.ts';
import { createProject } from '../projects/create-project.ts';
import { projectKind } from '../projects/project.ts';
import { sampleActions } from '../samples/actions.ts';
import { createSample } from '../samples/create-sample.ts';
import { sampleKind } from '../samples/sample.ts';
import { recordLab } from './record-lab.ts';

const declarations = productDeclarations();
const actions = [...projectActions, ...experimentActions(declarations), ...sampleActions(declarations)];
const reads = actions.filter((each): each is Query => each.does === 'read');
const [ours, theirs] = [1, 2];
const external = 'theirs';

/** The store, with a word on each call to it: the method and the organization. */
function watched<Store extends object>(store: Store, tell: (call: string) => void): Store {
  return new Proxy(store, {
    get: (target, name) => {
      const found: unknown = Reflect.get(target, name);
      if (typeof found !== 'function') return found;
      return (...given: unknown[]): unknown => {
        tell(`${String(name)} of organization ${String(given[0])}`);
        return Reflect.apply(found, target, given);
      };
    },
  });
}

/** Two records of each kind in the other organization, where ours has one. */
async function stockedStore() {
  const { run, store } = recordLab();
  for (const [organizationId, externalIds] of [
    [ours, ['ours']],
    [theirs, ['first', external]],
  ] as const) {
    const call = { organizationId };
    for (const externalId of externalIds) {
      const record = { externalId, name: externalId, customFields: [] };
      await run(createProject, record, call);
      await run(createExperiment, record, call);
      await run(createSample, { externalId, experimentId: 1, customFields: [] }, call);
    }
  }
  return store;
}

// @req organization.foreign
test.each(reads.map((read) => [read.name, read] as const))(
  "%s asks the store the same for another organization's record and for none, so that its time tells nothing",
  async (_name, read) => {
    const calls: string[] = [];
    const store = watched(await stockedStore(), (call) => calls.push(call));
    const runtime = startRuntime({ store, declarations, kinds: [projectKind, experimentKind, sampleKind] });
    const ask = async (org: number, names: object) => {
      calls.length = 0;
      const found = await runtime.query(org, read, names).then(
        () => true,
        () => false,
      );
      return { found, calls: [...calls] };
    };
    const theirRecord = { id: 2, experimentId: 1, externalId: external };

    const atTheirs = await ask(theirs, theirRecord);
    const foreign = await ask(ours, theirRecord);
    const absent = await ask(ours, { id: 4711, experimentId: 1, externalId: 'nowhere' });

    expect(atTheirs.found).toBe(true);
    expect(foreign).toEqual({ found: false, calls: expect.arrayContaining(['load of organization 1']) });
    expect(foreign).toEqual(absent);
    expect(foreign.calls.filter((call) => !call.endsWith(' 1'))).toEqual([]);
  },
);

test('that is asked of every declared read of one record', () => {
  const records = new Set([...declarations.kinds.values()].map(({ message }) => message.typeName));
  const declared = [...declarations.actions.values()].filter(
    ({ owner, method, path, output }) =>
      owner === 'execution' && method === 'GET' && path.includes('{') && records.has(output.typeName),
  );

  expect(reads.map(({ name }) => name).toSorted()).toEqual(declared.map(({ name }) => name).toSorted());
});
