import { describeWithOwnServer, eventually } from '@benchline/testing';
import { expect, test } from '@jest/globals';
import { StreamLeave } from '../../src/robots/leave-stream.ts';
import { commandStreamLab, partOfOrganization1 as partition, timeoutMs } from './command-stream.ts';

const otherPart = 2;

describeWithOwnServer('nats', 'what is through', () => {
  // @req robots.leave-together
  test('leaves the stream; what comes behind it stays, and so do the other parts', async () => {
    await using lab = await commandStreamLab();
    for (const org of [1, otherPart, 1, 1]) await lab.send({ org });
    const failures: unknown[] = [];
    const failed = (error: unknown): void => void failures.push(error);
    const leave = new StreamLeave({ connection: await lab.connection(), partition, timeoutMs, failed });

    leave.through(1);
    leave.through(3);
    await leave.end();

    expect(failures).toEqual([]);
    expect(await lab.left()).toBe(2);
  });

  test('stays while the server is away, which ends nobody', async () => {
    await using lab = await commandStreamLab();
    const { seq } = await lab.send();
    const failures: unknown[] = [];
    const failed = (error: unknown): void => void failures.push(error);
    const leave = new StreamLeave({ connection: await lab.connection(), partition, timeoutMs: 200, failed });
    await lab.nats.kill();

    leave.through(seq);
    await leave.end();

    await lab.nats.restart();
    expect(failures).toHaveLength(1);
    expect(await eventually(() => lab.left(), { timeoutMs: 20_000 })).toBe(1);
  });

  // @req robots.told-before-gone
  test('that was told on a connection which has been lost since stays, as nobody may have heard of it', async () => {
    await using lab = await commandStreamLab();
    const { seq } = await lab.send();
    const failures: unknown[] = [];
    const failed = (error: unknown): void => void failures.push(error);
    const connection = await lab.connection();
    const leave = new StreamLeave({ connection, partition, timeoutMs, failed });
    const before = connection.info?.client_id;

    await connection.reconnect();
    await eventually(() => ![before, undefined].includes(connection.info?.client_id));
    await connection.flush();
    leave.through(seq);
    await leave.end();

    expect([leave.isLost, failures, await lab.left()]).toEqual([true, [], 1]);
  });

  test('is as far as it has ever been, whatever comes again after it', async () => {
    await using lab = await commandStreamLab();
    for (let count = 0; count < 4; count += 1) await lab.send();
    const failures: unknown[] = [];
    const failed = (error: unknown): void => void failures.push(error);
    const leave = new StreamLeave({ connection: await lab.connection(), partition, timeoutMs, failed });

    leave.through(4);
    leave.through(2);
    await leave.end();

    expect([failures, await lab.left()]).toEqual([[], 0]);
  });
});
