import { productDeclarations } from '@benchline/actions';
import { AppError } from '@benchline/errors';
import { describeWithOwnServer, eventually } from '@benchline/testing';
import { expect, test } from '@jest/globals';
import type { JsMsg } from '@nats-io/jetstream';
import type { Msg, NatsConnection } from '@nats-io/transport-node';
import { outcomeWriter } from '../../src/robots/outcome.ts';
import { readPartition } from '../../src/robots/partition-reader.ts';
import { ensureStreams } from '../../src/robots/streams.ts';
import type { ReceivedWork, Teller } from '../../src/robots/tell-outcomes.ts';
import { teller } from '../../src/robots/tell-outcomes.ts';
import type { Settled } from '../../src/robots/work-batch.ts';
import type { CommandStream, Sent } from './command-stream.ts';
import {
  commandStreamBounds as bounds,
  commandStreamLab,
  partOfOrganization1 as partition,
  timeoutMs,
} from './command-stream.ts';

interface Lab extends AsyncDisposable {
  readonly stream: CommandStream;
  readonly connection: NatsConnection;
  readonly teller: Teller;
  /** Sends a message and takes it. */
  readonly receive: (sent?: Sent) => Promise<JsMsg>;
  /** What robots hear. */
  readonly heard: readonly Msg[];
}

async function lab(): Promise<Lab> {
  const stack = new AsyncDisposableStack();
  const stream = stack.use(await commandStreamLab());
  const [connection, listener] = [await stream.connection(), await stream.connection()];
  const heard: Msg[] = [];
  listener.subscribe('lab.*.res.>', { callback: (_error, message) => void heard.push(message) });
  await listener.flush();
  const room = (): Promise<void> => Promise.resolve();
  const restore = (): Promise<void> => ensureStreams(connection, bounds, timeoutMs).catch(() => undefined);
  const signal = new AbortController().signal;
  const messages = stack.use(readPartition({ connection, partition, timeoutMs, signal, room }));
  const receive = async (sent?: Sent): Promise<JsMsg> => {
    await stream.send(sent);
    const next = await messages.next();
    if (next.done === true) throw new Error('nothing came');
    return next.value;
  };
  const telling = teller({ connection, restore, write: outcomeWriter(productDeclarations()), timeoutMs: 1_000 });
  return { stream, connection, teller: telling, receive, heard, [Symbol.asyncDispose]: () => stack.disposeAsync() };
}

const sender = { organizationId: 1, keyId: 5 };
const poison = new AppError('not_found', 'action_not_found', 'No such action');

function settled(message: JsMsg, parts: Partial<Settled<ReceivedWork>> = {}): Settled<ReceivedWork> {
  const terms = { reason: '', ifMatch: '', deviceTime: '', traceId: '' };
  const command = { id: 'c1', action: 'samples.create', body: message.data, ...terms };
  const answer = { status: 201, body: '{"id":1}', detail: undefined };
  return { work: { message, sender, command }, answer, poison: undefined, call: undefined, ...parts };
}

describeWithOwnServer('nats', 'the telling of an outcome', () => {
  test('reaches its sender with the status in a header', async () => {
    await using all = await lab();

    await all.teller.settle(settled(await all.receive()));
    await eventually(() => all.heard.length === 1);

    const [told] = all.heard;
    expect([told?.subject, told?.headers?.get('Benchline-Status')]).toEqual(['lab.1.res.5.c1', '201']);
    expect(told?.json()).toEqual({ command_id: 'c1', action: 'samples.create', status: 201, body: { id: 1 } });
    expect(await all.stream.deadLetters()).toEqual([]);
  });

  test('that is larger than a message can be says so', async () => {
    await using all = await lab();
    const answer = { status: 200, body: JSON.stringify('x'.repeat(1_000_000)), detail: undefined };

    await all.teller.settle(settled(await all.receive(), { answer }));
    await eventually(() => all.heard.length === 1);

    expect(all.heard[0]?.json()).toMatchObject({ status: 200, detail: 'outcome_too_large' });
  });

  test('of poison leaves a letter with the reason and the beginning of the body, one however often it is told', async () => {
    await using all = await lab();
    const message = await all.receive({ id: 'c1', body: new Uint8Array(500 * 1024).fill(7) });
    const one = settled(message, { poison });

    await all.teller.settle(one);
    await all.teller.settle(one);

    const letters = await all.stream.deadLetters();
    const body = Buffer.alloc(64 * 1024, 7).toString('base64');
    expect(letters).toMatchObject([
      { at: 'lab.1.dead.5', letter: { command_id: 'c1', detail: 'action_not_found', bytes: 500 * 1024, body } },
    ]);
  });

  test('without a connection is not taken for done, and the message stays', async () => {
    await using all = await lab();
    const message = await all.receive();
    await all.connection.close();

    const plain = all.teller.settle(settled(message));
    const poisonous = all.teller.settle(settled(message, { poison }));
    const away = all.teller.putAway(message, undefined, poison);

    for (const one of [plain, poisonous, away]) await expect(one).rejects.toMatchObject({ kind: 'unavailable' });
    expect([await all.stream.left(), all.heard.length]).toEqual([1, 0]);
  });
});

describeWithOwnServer('nats', 'what is put away', () => {
  test('is kept with what was sent as its id, up to its bound, whatever that is', async () => {
    await using all = await lab();
    // As JSON a control character is six times as long.
    const message = await all.receive({ id: '\u0001'.repeat(60 * 1024) });

    await all.teller.putAway(message, sender, poison);

    expect(await all.stream.deadLetters()).toMatchObject([{ letter: { command_id: '\u0001'.repeat(128) } }]);
  });

  test('without a sender is nobody’s', async () => {
    await using all = await lab();

    await all.teller.putAway(await all.receive(), undefined, poison);

    expect(await all.stream.deadLetters()).toMatchObject([{ at: 'lab.0.dead.0' }]);
    expect(all.heard).toEqual([]);
  });
});
