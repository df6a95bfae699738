import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { SendWindow } from './send-window.ts';

const settings = { size: 4, bytesMax: 1_000, receiptTimeoutMs: 1_000, outcomeTimeoutMs: 2_000 };

test('sends in order as far as its size goes, and the next one for each that is done', () => {
  const window = windowOf(['a', 'b', 'c', 'd', 'e', 'f']);

  const first = taken(window, 0);
  window.remove('c');

  expect(first).toEqual(['a', 'b', 'c', 'd']);
  expect(taken(window, 1)).toEqual(['e']);
});

test('does not send what is settled before its turn comes', () => {
  const window = windowOf(['a', 'b', 'c'], 10, ['b']);

  expect(taken(window, 0)).toEqual(['a', 'c']);
});

test('sends no more bytes at a time than may be, but one command however large', () => {
  const window = windowOf(['a', 'b', 'c'], 600);

  const first = taken(window, 0);
  window.remove('a');

  expect(first).toEqual(['a']);
  expect(taken(window, 1)).toEqual(['b']);
});

test('sends what is behind one without a receipt only after that one, when the broker has it', () => {
  const window = windowOf(['a', 'b', 'c', 'd']);
  taken(window, 0);
  window.received('a', 10);
  window.refused('b', 10);

  const early = taken(window, 20);
  const alone = taken(window, 510);
  window.received('b', 520);

  expect([early, alone]).toEqual([[], ['b']]);
  expect(taken(window, 520)).toEqual(['c', 'd']);
});

test('does not send again what the broker took behind one that it refused', () => {
  const window = windowOf(['a', 'b', 'c']);
  taken(window, 0);
  window.refused('a', 10);
  window.received('c', 11);

  const alone = taken(window, 510);
  window.received('a', 520);

  expect([alone, taken(window, 520)]).toEqual([['a'], ['b']]);
});

test('has nothing to do while the one that goes alone is under way, but to wait for its receipt', () => {
  const window = windowOf(['a', 'b']);
  taken(window, 0);
  window.refused('a', 10);

  taken(window, 510);

  expect(window.wakeAt()).toBe(1_510);
});

test('waits longer each time for a broker that refuses, ten seconds at most', () => {
  const window = windowOf(['a']);
  const waits: number[] = [];
  let now = 0;
  for (let round = 0; round < 8; round += 1) {
    taken(window, now);
    window.refused('a', now);
    const wakeAt = window.wakeAt() ?? 0;
    waits.push(wakeAt - now);
    now = wakeAt;
  }

  expect(waits).toEqual([500, 1_000, 2_000, 4_000, 8_000, 10_000, 10_000, 10_000]);
});

test('asks for an outcome again, later each time, five minutes at most', () => {
  const window = windowOf(['a']);
  taken(window, 0);
  window.received('a', 0);
  const waits: number[] = [];
  let now = 0;
  for (let round = 0; round < 9; round += 1) {
    const wakeAt = window.wakeAt() ?? 0;
    waits.push(wakeAt - now);
    now = wakeAt;
    taken(window, now);
  }

  expect(waits).toEqual([2_000, 4_000, 8_000, 16_000, 32_000, 64_000, 128_000, 256_000, 300_000]);
});

test('on a new connection sends what has no receipt, and what has no outcome, which may have come and gone', () => {
  const window = windowOf(['a', 'b', 'c']);
  taken(window, 0);
  window.received('a', 100);

  window.connected(200);

  expect(taken(window, 200)).toEqual(['a', 'b', 'c']);
});

test('does not send again what is answered and being told, until that fails', () => {
  const window = windowOf(['a']);
  taken(window, 0);
  window.answered('a');
  window.connected(10);
  const meanwhile = taken(window, 100_000);

  window.again('a', 100_000);

  expect(meanwhile).toEqual([]);
  expect(taken(window, 102_000)).toEqual(['a']);
});

test('whatever is lost on the way, no first arrival overtakes another, and all arrive', () => {
  const faults = fc.array(
    fc.record({
      arrive: fc.nat(4),
      receipts: fc.nat(4),
      end: fc.constantFrom('cut', 'silence', 'none'),
    }),
    { maxLength: 30 },
  );

  fc.assert(
    fc.property(faults, (rounds) => {
      const ids = Array.from({ length: 12 }, (_, index) => `c-${String(index)}`);
      const broker = new Broker(windowOf(ids));

      for (const round of rounds) broker.play(round);
      for (let calm = 0; calm < 60; calm += 1) broker.play({ arrive: 4, receipts: 4, end: 'none' });

      expect(broker.arrived).toEqual(ids);
    }),
  );
});

interface Round {
  /** How many of what is sent arrive: the first ones, as on any connection. */
  readonly arrive: number;
  /** How many of those the robot hears of. */
  readonly receipts: number;
  readonly end: 'cut' | 'silence' | 'none';
}

/** A broker behind a connection, as the window sees it. */
class Broker {
  readonly arrived: string[] = [];
  readonly #window: SendWindow;
  #now = 0;

  constructor(window: SendWindow) {
    this.#window = window;
  }

  play({ arrive, receipts, end }: Round): void {
    const sent = taken(this.#window, this.#now);
    const arrived = sent.slice(0, end === 'none' ? sent.length : arrive);
    for (const id of arrived) if (!this.arrived.includes(id)) this.arrived.push(id);
    for (const id of arrived.slice(0, receipts)) {
      this.#window.received(id, this.#now);
      this.#window.remove(id);
    }
    // A connection that loses one message has lost what came behind it as well.
    if (end === 'cut' || arrived.length < sent.length) this.#window.connected(this.#now);
    this.#now += 700;
    const overdue = this.#window.overdue(this.#now);
    if (overdue !== undefined) this.#window.refused(overdue, this.#now);
    this.#now += 10_000;
  }
}

function windowOf(ids: readonly string[], bytes = 10, settled: readonly string[] = []): SendWindow {
  const window = new SendWindow(settings);
  for (const [index, id] of ids.entries()) {
    const command = { id, action: 'samples.create', body: '{}', headers: {}, madeAt: '' };
    window.add({
      seq: index + 1,
      command,
      bytes,
      waiters: new Set(),
      outcome: undefined,
      settled: settled.includes(id),
    });
  }
  return window;
}

function taken(window: SendWindow, now: number): readonly string[] {
  return window.take(now).map(({ command }) => command.id);
}
