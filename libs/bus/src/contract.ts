import { eventually } from '@benchline/testing';
import { describe, expect, test } from '@jest/globals';
import type { Heard } from './bus.ts';
import { describeSubjects } from './contract-subjects.ts';
import { openFresh, type OpenBus } from './open-fresh.ts';

export type { OpenBus } from './open-fresh.ts';

/** What every driver of the bus promises. */
export function describeBus(name: string, open: OpenBus): void {
  describe(`bus: ${name}`, () => {
    describeEvents(open);
    describeBells(open);
    describeListeners(open);
    describeSubjects(open);
  });
}

function describeEvents(open: OpenBus): void {
  test('events are kept in the order in which they were published, however many at a time', async () => {
    await using fresh = await openFresh(open);
    const { bus, prefix } = fresh;
    const ids = Array.from({ length: 600 }, (_, index) => String(index));
    const event = { subject: `${prefix}.7.evt.sample.created` };

    await bus.publish(ids.map((id) => ({ ...event, id, data: id })));
    await bus.publish([{ ...event, id: 'last', data: 'last' }]);

    const kept = await bus.replay(`${prefix}.7.evt.>`, 1_000);
    expect(kept.map(({ data }) => data)).toEqual([...ids, 'last']);
  });

  test('an event is kept once, however often it is published, and does not keep others out', async () => {
    await using fresh = await openFresh(open);
    const { bus, prefix } = fresh;
    const ids = Array.from({ length: 60 }, (_, index) => `execution-7-${index}-0`);
    const publish = (some: readonly string[]) =>
      bus.publish(some.map((id) => ({ subject: `${prefix}.7.evt.sample.created`, id, data: id })));

    await publish(ids.slice(0, 1));
    await publish(ids.slice(0, 1));
    await publish(ids.slice(0, 2));
    await publish(ids.slice(1, 30));
    await publish([...ids.slice(30), ...ids.slice(40)]);

    expect((await bus.replay(`${prefix}.>`, 100)).map(({ data }) => data)).toEqual(ids);
  });

  test('nothing to publish is nothing', async () => {
    await using fresh = await openFresh(open);

    await fresh.bus.publish([]);

    expect(await fresh.bus.replay(`${fresh.prefix}.>`, 10)).toEqual([]);
  });

  test('a replay gives what fits its pattern, from the oldest on, up to its limit', async () => {
    await using fresh = await openFresh(open);
    const { bus, prefix } = fresh;
    for (const [index, org] of [1, 2, 1, 1].entries()) {
      await bus.publish([{ subject: `${prefix}.${org}.evt.sample.created`, id: String(index), data: String(index) }]);
    }

    const kept = await bus.replay(`${prefix}.1.evt.*.created`, 2);
    const none = await bus.replay(`${prefix}.3.evt.>`, 2);

    expect(kept.map(({ data }) => data)).toEqual(['0', '2']);
    expect(none).toEqual([]);
  });

  test('subject, text and headers of an event come out as they went in', async () => {
    await using fresh = await openFresh(open);
    const { bus, prefix } = fresh;
    const headers = { traceparent: '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01', source: 'execution' };
    const event = { subject: `${prefix}.7.evt.sample.created`, data: '{"name":"Größe ✓"}', headers };
    const heard: Heard[] = [];
    bus.listen(`${prefix}.>`, (message) => heard.push(message));

    await bus.publish([{ id: 'one', ...event }]);

    await eventually(() => heard.length > 0);
    expect(heard).toEqual([event]);
    expect(await bus.replay(`${prefix}.>`, 1)).toEqual([event]);
  });
}

function describeBells(open: OpenBus): void {
  test('a bell reaches each of its listeners, with its headers, and is not kept', async () => {
    await using fresh = await openFresh(open);
    const { bus, prefix } = fresh;
    const heard: unknown[] = [];
    bus.listen(`${prefix}.7.bell`, (message) => heard.push(['one', message]));
    bus.listen(`${prefix}.*.bell`, (message) => heard.push(['two', message]));

    bus.ring(`${prefix}.7.bell`, { sender: 'execution' });

    await eventually(() => heard.length === 2);
    const message = { subject: `${prefix}.7.bell`, data: '', headers: { sender: 'execution' } };
    expect(heard).toHaveLength(2);
    expect(heard).toContainEqual(['one', message]);
    expect(heard).toContainEqual(['two', message]);
    expect(await bus.replay(`${prefix}.>`, 10)).toEqual([]);
  });

  test('no handler runs before the call that rang it has returned', async () => {
    await using fresh = await openFresh(open);
    const { bus, prefix } = fresh;
    const order: string[] = [];
    bus.listen(`${prefix}.bell`, () => order.push('heard'));

    bus.ring(`${prefix}.bell`);
    order.push('rung');

    await eventually(() => order.length === 2);
    expect(order).toEqual(['rung', 'heard']);
  });
}

function describeListeners(open: OpenBus): void {
  test('a handler that throws or rejects costs nobody else the message, and is told of', async () => {
    await using fresh = await openFresh(open);
    const { bus, prefix, defects } = fresh;
    const heard: string[] = [];
    bus.listen(`${prefix}.>`, () => {
      throw new Error('thrown');
    });
    bus.listen(`${prefix}.>`, () => Promise.reject(new Error('rejected')) as unknown as undefined);
    bus.listen(`${prefix}.>`, ({ subject }) => heard.push(subject));

    bus.ring(`${prefix}.one`);
    bus.ring(`${prefix}.two`);

    await eventually(() => heard.length === 2 && defects.length === 4);
    expect(heard).toEqual([`${prefix}.one`, `${prefix}.two`]);
  });

  test('a listener that was stopped hears nothing more', async () => {
    await using fresh = await openFresh(open);
    const { bus, prefix } = fresh;
    const heard: string[] = [];
    const stopped = bus.listen(`${prefix}.*`, ({ subject }) => heard.push(`stopped ${subject}`));
    bus.listen(`${prefix}.*`, ({ subject }) => heard.push(subject));
    bus.ring(`${prefix}.one`);
    await eventually(() => heard.length === 2);

    await stopped.stop();
    await stopped.stop();
    bus.ring(`${prefix}.two`);

    await eventually(() => heard.length === 3);
    expect(heard.sort()).toEqual([`stopped ${prefix}.one`, `${prefix}.one`, `${prefix}.two`]);
  });

  test('a closed bus refuses events, ignores bells and is not up', async () => {
    await using fresh = await openFresh(open);
    const { bus, prefix } = fresh;
    const upBefore = bus.up;
    await bus.close();

    bus.ring(`${prefix}.bell`);
    const publishing = bus.publish([{ subject: `${prefix}.7.evt.sample.created`, id: 'one', data: '' }]);

    await expect(publishing).rejects.toMatchObject({ kind: 'unavailable', retryAfterSeconds: 1 });
    expect([upBefore, bus.up]).toEqual([true, false]);
  });
}
