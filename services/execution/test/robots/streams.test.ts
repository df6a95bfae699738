import { describeWithOwnServer } from '@benchline/testing';
import { jetstreamManager } from '@nats-io/jetstream';
import { expect, test } from '@jest/globals';
import { commandStream, deadLetterStream, ensureStreams } from '../../src/robots/streams.ts';
import { commandStreamLab, timeoutMs } from './command-stream.ts';

describeWithOwnServer('nats', 'the stream of commands', () => {
  test('takes a message of half a MiB, and refuses a larger one', async () => {
    await using lab = await commandStreamLab();
    const headersAndSubject = 1_024;

    const taken = await lab.send({ body: new Uint8Array(512 * 1024 - headersAndSubject) });

    expect(taken).toMatchObject({ stream: commandStream, seq: 1 });
    await expect(lab.send({ body: new Uint8Array(512 * 1024 + 1) })).rejects.toThrow('message size exceeds maximum');
    expect(await lab.left()).toBe(1);
  });

  test('when it is full refuses who comes, and keeps what it has', async () => {
    await using lab = await commandStreamLab({ commandBytesMax: 1_048_576 });
    const body = new Uint8Array(300 * 1024);
    for (let count = 0; count < 3; count += 1) await lab.send({ body });

    await expect(lab.send({ body })).rejects.toThrow('maximum bytes exceeded');

    expect(await lab.left()).toBe(3);
  });

  test('lets nobody take a message out of the middle, not even the services', async () => {
    await using lab = await commandStreamLab();
    const { seq } = await lab.send();
    const { streams } = await jetstreamManager(await lab.connection());

    await expect(streams.deleteMessage(commandStream, seq)).rejects.toThrow('not permitted');

    expect(await lab.left()).toBe(1);
  });

  test('keeps what two robots send under one id: an id is its key’s own', async () => {
    await using lab = await commandStreamLab();

    const receipts = await Promise.all([
      lab.send({ id: 'plate-1' }),
      lab.send({ id: 'plate-1', key: 6 }),
      lab.send({ id: 'plate-1', org: 2 }),
      lab.send({ id: 'plate-1', action: 'samples.update' }),
    ]);

    expect(receipts.map(({ duplicate }) => duplicate)).toEqual([false, false, false, false]);
    expect(await lab.left()).toBe(4);
  });

  test('has each message in one of eight parts, by its organization, and nothing that is no command', async () => {
    await using lab = await commandStreamLab();
    const organizations = Array.from({ length: 40 }, (_, place) => place + 1);
    for (const org of organizations) await lab.send({ org });
    const connection = await lab.connection();

    await connection.request('lab.1.cmd.5', '{}', { timeout: 500 }).catch(() => undefined);

    const { streams } = await jetstreamManager(connection);
    const { state } = await streams.info(commandStream, { subjects_filter: '>' });
    const subjects = Object.keys(state.subjects ?? {});
    expect(subjects).toHaveLength(organizations.length);
    for (const subject of subjects) expect(subject).toMatch(/^[0-7]\.lab\.\d+\.cmd\.5\.samples\.create$/);
    expect(new Set(subjects.map((subject) => subject[0])).size).toBe(8);
  });

  test('is there once however many replicas make it, and keeps what is in it when it gets other bounds', async () => {
    await using lab = await commandStreamLab();
    await lab.send();
    const connection = await lab.connection();
    const bounds = { commandBytesMax: 8 * 1024 * 1024, replicas: 1 };

    await Promise.all(Array.from({ length: 4 }, () => ensureStreams(connection, bounds, timeoutMs)));

    const { config } = await (await jetstreamManager(connection)).streams.info(commandStream);
    expect([config.max_bytes, await lab.left()]).toEqual([bounds.commandBytesMax, 1]);
  });

  test('and that of dead letters come to be when several replicas make them at once', async () => {
    await using lab = await commandStreamLab();
    const connection = await lab.connection();
    const { streams } = await jetstreamManager(connection);
    await Promise.all([streams.delete(commandStream), streams.delete(deadLetterStream)]);
    const bounds = { commandBytesMax: 8 * 1024 * 1024, replicas: 1 };

    await Promise.all(Array.from({ length: 4 }, () => ensureStreams(connection, bounds, timeoutMs)));

    expect(await lab.send()).toMatchObject({ stream: commandStream, seq: 1 });
  });
});
