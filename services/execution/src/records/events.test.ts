import { describe, expect, test } from '@jest/globals';
import { eventPayload, productDeclarations } from '@benchline/actions';
import type { Lab } from '@benchline/runtime/testing';
import { deskNames, deskOf, recordLab } from './record-lab.ts';

const { events, kinds, actions } = productDeclarations();

/** Events of all that was done, as they go out: name and data. */
async function announced({ log }: Lab): Promise<readonly (readonly [string, unknown])[]> {
  const states = new Map<string, object>();
  const changes = (await log()).flatMap(({ entries }) => entries.flatMap((entry) => entry.changes));
  return changes.flatMap(({ kind: name, id, verb, after }) => {
    const state = { ...states.get(`${name}/${String(id)}`), ...after };
    states.set(`${name}/${String(id)}`, state);
    const [kind, event] = [kinds.get(name), events.get(`${name}.${verb}`)];
    if (kind === undefined || event === undefined) throw new Error(`nothing announces ${name}.${verb}`);
    return [[event.name, eventPayload(event, { kind, id, state, changedFields: Object.keys(after) })] as const];
  });
}

describe.each(deskNames)('events of %s', (name) => {
  const kind = name.slice(0, -1);

  // @req records.events
  test('are small, and say which fields an update changed, a corrected external id among them', async () => {
    const laboratory = recordLab();
    const desk = await deskOf(laboratory, name);
    await desk.create('X-1');
    await desk.update(1, { [desk.text]: 'x', customFields: [{ fieldName: 'a', fieldValue: 'b' }] });
    await desk.correct(1, 'X-2');
    await desk.archive(1);

    const data = (externalId: string) => ({
      [`${kind}_id`]: 1,
      external_id: externalId,
      ...(name === 'samples' ? { experiment_id: 1 } : {}),
    });
    expect((await announced(laboratory)).slice(-4)).toEqual([
      [`${kind}.created`, data('X-1')],
      [`${kind}.updated`, { ...data('X-1'), changed_fields: [desk.text, 'custom_fields'] }],
      [`${kind}.updated`, { ...data('X-2'), changed_fields: ['external_id'] }],
      [`${kind}.archived`, data('X-2')],
    ]);
  });
});

// @req records.events
test.each([
  ['TransitionExperiment', 'experiment.status_changed'],
  ['TransitionSample', 'sample.status_changed'],
  ['ReviewSampleQc', 'sample.qc_changed'],
  ['BulkUpdateProjects', 'project.updated'],
])('%s announces %s', (action, event) => {
  expect(actions.get(action)?.events).toEqual([event]);
  expect(events.has(event)).toBe(true);
});
