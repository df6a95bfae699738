import { AppError, errorKinds } from '@benchline/errors';
import { eventually } from '@benchline/testing';
import { describe, expect, test } from '@jest/globals';
import { echo, soon, textMethod, type Text } from './echo.ts';
import type { CallServer, Channel, DefectListener, Handler } from './rpc.ts';
import { serveMethod } from './serve.ts';

/** A server and a channel to it, fresh for each test. */
export interface CallsUnderTest extends AsyncDisposable {
  readonly server: CallServer;
  readonly channel: Channel;
}

export type OpenCalls = (settings: { drainMsMax: number; onDefect: DefectListener }) => Promise<CallsUnderTest>;

const method = textMethod('Echo');
const other = textMethod('Other');

/** What every driver of calls promises. */
export function describeCalls(name: string, open: OpenCalls): void {
  describe(`calls: ${name}`, () => {
    describeAnswers(open);
    describeErrors(open);
    describeDeadlines(open);
    describeLifetime(open);
  });
}

async function openWith(open: OpenCalls, handler: Handler<Text, Text>, defects: unknown[] = []) {
  const calls = await open({ drainMsMax: 200, onDefect: (thrown) => defects.push(thrown) });
  calls.server.add([serveMethod(method, handler)]);
  return calls;
}

function describeAnswers(open: OpenCalls): void {
  test('a call is answered by the handler of its method', async () => {
    await using calls = await openWith(open, echo);
    calls.server.add([serveMethod(other, () => Promise.resolve({ text: 'other' }))]);

    expect(await calls.channel.call(method, { text: 'grün ✓' }, soon())).toEqual({ text: 'grün ✓' });
    expect(await calls.channel.call(other, { text: '' }, soon())).toEqual({ text: 'other' });
  });

  test('a message of 4 MB arrives whole, both ways', async () => {
    await using calls = await openWith(open, echo);
    const text = 'x'.repeat(4 * 1024 * 1024);

    const answer = await calls.channel.call(method, { text }, soon());

    expect(answer.text === text).toBe(true);
  });

  test('200 calls at a time each get their own answer', async () => {
    await using calls = await openWith(open, echo);
    const texts = Array.from({ length: 200 }, (_, index) => `call ${index}`);

    const answers = await Promise.all(texts.map((text) => calls.channel.call(method, { text }, soon())));

    expect(answers.map(({ text }) => text)).toEqual(texts);
  });

  // @req service.trace
  test('the handler gets the deadline and the trace context of its caller', async () => {
    const seen: unknown[] = [];
    await using calls = await openWith(open, async (request, context) => {
      seen.push(context.traceparent, Math.abs(context.deadline - asked.deadline) < 1_000);
      return await echo(request, context);
    });
    const asked = soon('00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01');

    await calls.channel.call(method, { text: '' }, asked);

    expect(seen).toEqual([asked.traceparent, true]);
  });
}

function describeErrors(open: OpenCalls): void {
  test.each(errorKinds)('an error of kind %s comes back as it was thrown', async (kind) => {
    const thrown = new AppError(kind, 'some_reason', 'Nicht möglich: „Probe“ ✗', {
      extras: { version: 5, name: 'Größe', nested: { list: [1, null, 'x'] } },
      violations: [{ loc: ['body', 'items', 0, 'näme'], msg: 'Zu kurz ✗', type: 'string_too_short' }],
      retryAfterSeconds: 7,
    });
    await using calls = await openWith(open, () => Promise.reject(thrown));

    const caught = await failure(calls.channel.call(method, { text: '' }, soon()));

    expect(parts(caught)).toEqual(parts(thrown));
  });

  test('an error without extras, violations or a time to wait comes back without them', async () => {
    const thrown = new AppError('not_found', 'sample_not_found', 'There is no such sample');
    await using calls = await openWith(open, () => Promise.reject(thrown));

    const caught = await failure(calls.channel.call(method, { text: '' }, soon()));

    expect(parts(caught)).toEqual(parts(thrown));
  });

  test('whatever else a handler throws is internal to the caller and tells nothing, and the server hears of it', async () => {
    const defects: unknown[] = [];
    const thrown = new TypeError('a secret of the server');
    await using calls = await openWith(open, () => Promise.reject(thrown), defects);

    const caught = await failure(calls.channel.call(method, { text: '' }, soon()));

    expect(parts(caught)).toMatchObject({ kind: 'internal', extras: {}, violations: undefined });
    expect(JSON.stringify(parts(caught))).not.toContain('secret');
    expect(defects).toEqual([thrown]);
  });

  test('a handler that throws at once fails its own call only', async () => {
    await using calls = await openWith(open, (request, context) => {
      if (request.text === 'bad') throw new AppError('conflict', 'taken', 'Taken');
      return echo(request, context);
    });

    expect(await failure(calls.channel.call(method, { text: 'bad' }, soon()))).toMatchObject({ reason: 'taken' });
    expect(await calls.channel.call(method, { text: 'good' }, soon())).toEqual({ text: 'good' });
  });
}

function describeDeadlines(open: OpenCalls): void {
  test('a call whose deadline has passed is unavailable and reaches no handler', async () => {
    const seen: string[] = [];
    await using calls = await openWith(open, (request, context) => {
      seen.push(request.text);
      return echo(request, context);
    });

    await expectUnavailable(calls.channel.call(method, { text: 'late' }, { deadline: Date.now() - 1 }));
    await calls.channel.call(method, { text: 'in time' }, soon());

    expect(seen).toEqual(['in time']);
  });

  test('a call that is not answered before its deadline is unavailable', async () => {
    await using calls = await openWith(open, () => new Promise(() => undefined));

    await expectUnavailable(calls.channel.call(method, { text: '' }, { deadline: Date.now() + 100 }));
  });

  test('a method that nobody offers is unavailable', async () => {
    await using calls = await openWith(open, echo);

    const caught = await failure(calls.channel.call(other, { text: '' }, soon()));

    expect(caught).toMatchObject({ kind: 'unavailable', message: 'TextService is unavailable', retryAfterSeconds: 1 });
  });
}

function describeLifetime(open: OpenCalls): void {
  // @req rpc.health
  test('the health check says whether the server is there and serves', async () => {
    await using calls = await open({ drainMsMax: 200, onDefect: () => undefined });
    const before = await calls.channel.healthy(soon());
    calls.server.add([serveMethod(method, echo)]);
    const offered = await calls.channel.healthy(soon());
    calls.server.setServing(false);
    const told = await calls.channel.healthy(soon());
    calls.server.setServing(true);
    const toldBack = await calls.channel.healthy(soon());
    await calls.server.close();
    const closed = await calls.channel.healthy(soon());

    expect({ before, offered, told, toldBack, closed }).toEqual({
      before: false,
      offered: true,
      told: false,
      toldBack: true,
      closed: false,
    });
  });

  // @req service.drain
  test('a drain lets running calls end and refuses new ones', async () => {
    const gate = Promise.withResolvers<undefined>();
    let started = false;
    await using calls = await openWith(open, async (request, context) => {
      started = true;
      await gate.promise;
      return await echo(request, context);
    });
    const running = calls.channel.call(method, { text: 'running' }, soon());
    await eventually(() => started);

    const drained = calls.server.drain();
    await expectUnavailable(calls.channel.call(method, { text: 'new' }, soon()));
    gate.resolve(undefined);

    expect(await running).toEqual({ text: 'running' });
    await drained;
  });

  test('a drain waits for a call that never ends no longer than its time', async () => {
    let started = false;
    await using calls = await openWith(open, () => {
      started = true;
      return new Promise(() => undefined);
    });
    const endless = failure(calls.channel.call(method, { text: '' }, { deadline: Date.now() + 3_600_000 }));
    await eventually(() => started);

    await calls.server.close();

    expect(await endless).toMatchObject({ kind: 'unavailable' });
  });

  test('calls to a server that is gone are unavailable, long before their deadline', async () => {
    await using calls = await openWith(open, echo);
    await calls.channel.call(method, { text: '' }, soon());
    await calls.server.close();

    await expectUnavailable(calls.channel.call(method, { text: '' }, { deadline: Date.now() + 3_600_000 }));
  });

  test('a closed channel refuses calls', async () => {
    await using calls = await openWith(open, echo);
    await calls.channel.close();

    await expectUnavailable(calls.channel.call(method, { text: '' }, soon()));
    expect(await calls.channel.healthy(soon())).toBe(false);
  });
}

async function failure(call: Promise<unknown>): Promise<AppError> {
  const thrown: unknown = await call.then(
    () => undefined,
    (error: unknown) => error,
  );
  if (!(thrown instanceof AppError)) throw new Error('The call should have failed with an AppError', { cause: thrown });
  return thrown;
}

async function expectUnavailable(call: Promise<unknown>): Promise<void> {
  expect(await failure(call)).toMatchObject({ kind: 'unavailable', retryAfterSeconds: 1 });
}

function parts({ kind, reason, message, extras, violations, retryAfterSeconds }: AppError) {
  return { kind, reason, message, extras, violations, retryAfterSeconds };
}
