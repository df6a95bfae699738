import { eventually } from '@benchline/testing';
import { expect, test } from '@jest/globals';
import { openFresh, type OpenBus } from './open-fresh.ts';
import { matching, notPatterns, notSubjects } from './subject-table.ts';

/** The part of the contract that is about subjects and patterns. */
export function describeSubjects(open: OpenBus): void {
  test('a listener hears what fits its pattern and nothing else', async () => {
    await using fresh = await openFresh(open);
    const { bus, prefix } = fresh;
    const heard: (readonly [string, string])[] = [];
    for (const pattern of new Set(matching.map(([each]) => each))) {
      bus.listen(`${prefix}.${pattern}`, ({ subject }) => heard.push([pattern, subject]));
    }
    let ended = false;
    bus.listen(`${prefix}-end`, () => (ended = true));

    for (const subject of new Set(matching.map(([, each]) => each))) bus.ring(`${prefix}.${subject}`);
    bus.ring(`${prefix}-end`);

    await eventually(() => ended);
    for (const [pattern, subject, fits] of matching) {
      const count = heard.filter(([one, other]) => one === pattern && other === `${prefix}.${subject}`).length;
      expect([pattern, subject, count]).toEqual([pattern, subject, fits ? 1 : 0]);
    }
  });

  test.each(notSubjects)('%j is not a subject', async (subject) => {
    await using fresh = await openFresh(open);
    const { bus } = fresh;

    await expect(bus.publish([{ subject, id: 'one', data: '' }])).rejects.toThrow('Not a subject');
    expect(() => {
      bus.ring(subject);
    }).toThrow('Not a subject');
  });

  test.each(notPatterns)('%j is not a pattern', async (pattern) => {
    await using fresh = await openFresh(open);

    expect(() => fresh.bus.listen(pattern, () => undefined)).toThrow('Not a pattern');
  });

  test.each([
    ['an id with a line break', { id: 'a\nb' }],
    ['no id', { id: '' }],
    ['a header with a capital letter', { headers: { Name: 'x' } }],
    ['a header that is not ASCII', { headers: { name: 'ä' } }],
    ['more than 512 KiB', { data: 'x'.repeat(512 * 1024 + 1) }],
  ])(
    'a message with %s is refused, with all that are published together with it, whatever the driver',
    async (_name, part) => {
      await using fresh = await openFresh(open);
      const { bus, prefix } = fresh;
      const good = { subject: `${prefix}.7.evt.sample.created`, id: 'good', data: '' };

      const publishing = bus.publish([good, { ...good, id: 'bad', ...part }, { ...good, id: 'better' }]);

      await expect(publishing).rejects.toThrow(TypeError);
      expect(await bus.replay(`${prefix}.>`, 10)).toEqual([]);
    },
  );
}
