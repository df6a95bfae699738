import { temporaryFolder } from '@benchline/testing';
import { expect, test } from '@jest/globals';
import { appendFile, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Command } from '../command.ts';
import type { RobotError } from '../robot-error.ts';
import { openFileBuffer } from './file-buffer.ts';
import { commandLine, syncedLine } from './lines.ts';

const owner = { organizationId: 1, keyId: 3 };

test('gives back what was kept and not forgotten, in order, as it was', async () => {
  await using place = await bufferPlace();
  const first = await place.open();
  await Promise.all(['a', 'b', 'c', 'd'].map((id) => first.buffer.keep(command(id))));
  first.buffer.forget('b');
  await first.buffer.close();

  const second = await place.open();

  expect(second.commands).toEqual([command('a'), command('c'), command('d')]);
  await second.buffer.close();
});

test('keeps a command again that was forgotten before', async () => {
  await using place = await bufferPlace();
  const first = await place.open();
  await first.buffer.keep(command('a'));
  first.buffer.forget('a');
  await first.buffer.keep(command('b'));
  await first.buffer.keep(command('a'));
  await first.buffer.close();

  const { buffer, commands } = await place.open();

  expect(commands).toEqual([command('b'), command('a')]);
  await buffer.close();
});

test('has a command on the disk when it says so', async () => {
  await using place = await bufferPlace();
  const { buffer } = await place.open();

  await buffer.keep(command('a'));

  expect(await readFile(place.file, 'utf8')).toContain(commandLine(command('a')));
  await buffer.close();
});

test('leaves out a last line that was torn, wherever it was, and goes on behind what is whole', async () => {
  const torn = commandLine(command('torn'));
  for (let length = 1; length < torn.length; length += 7) {
    await using place = await bufferPlace();
    const first = await place.open();
    await first.buffer.keep(command('a'));
    await first.buffer.close();
    await appendFile(place.file, torn.slice(0, length));

    const second = await place.open();
    await second.buffer.keep(command('b'));
    await second.buffer.close();
    const third = await place.open();

    expect([second.commands, third.commands]).toEqual([[command('a')], [command('a'), command('b')]]);
    await third.buffer.close();
  }
});

test('leaves out the blocks that a power cut filled with zeros, and what stands behind them', async () => {
  await using place = await bufferPlace();
  const first = await place.open();
  await first.buffer.keep(command('a'));
  await first.buffer.close();
  const { size } = await stat(place.file);
  await appendFile(place.file, `\0\0\0\0\n${commandLine(command('never-sent'))}`);
  await appendFile(place.file, syncedLine(size));

  const { buffer, commands } = await place.open();

  expect(commands).toEqual([command('a')]);
  await buffer.close();
});

test('refuses a file whose middle cannot be read, and leaves it as it is', async () => {
  await using place = await bufferPlace();
  const first = await place.open();
  await first.buffer.keep(command('a'));
  await first.buffer.keep(command('b'));
  await first.buffer.close();
  const damaged = (await readFile(place.file, 'utf8')).replace('"command":"a"', '"commXnd":"a"');
  await writeFile(place.file, damaged);

  await expect(place.open()).rejects.toMatchObject({
    code: 'buffer_damaged',
    message: expect.stringMatching(/^Line 4 of /),
  });

  expect(await readFile(place.file, 'utf8')).toBe(damaged);
});

test('refuses a file that is no buffer, and leaves it as it is', async () => {
  await using place = await bufferPlace();
  await writeFile(place.file, 'my thesis\n');

  await expect(place.open()).rejects.toMatchObject({ code: 'buffer_damaged' });

  expect(await readFile(place.file, 'utf8')).toBe('my thesis\n');
});

test('takes an empty file for a buffer with nothing in it', async () => {
  await using place = await bufferPlace();
  await writeFile(place.file, '');

  const { buffer, commands } = await place.open();

  expect(commands).toEqual([]);
  await buffer.close();
});

test.each([
  { ...owner, keyId: 4 },
  { ...owner, organizationId: 2 },
])('refuses the commands of another key or organization: %j would have them done twice', async (other) => {
  await using place = await bufferPlace();
  await (await place.open()).buffer.close();

  await expect(place.open(other)).rejects.toMatchObject({ code: 'buffer_of_another_key' });
  const { buffer } = await place.open();

  await buffer.close();
});

test('is one robot’s at a time, and free again when that one has closed it', async () => {
  await using place = await bufferPlace();
  const first = await place.open();

  await expect(place.open()).rejects.toMatchObject({ code: 'buffer_locked' });
  await first.buffer.close();
  const second = await place.open();

  await second.buffer.close();
});

test('does not grow with what is forgotten', async () => {
  await using place = await bufferPlace();
  const { buffer } = await place.open();
  const text = 'x'.repeat(20_000);
  await buffer.keep(command('stays'));

  for (let index = 0; index < 200; index += 1) {
    await buffer.keep(command(`c-${String(index)}`, text));
    buffer.forget(`c-${String(index)}`);
  }
  const { size } = await stat(place.file);
  await buffer.keep(command('last'));
  await buffer.close();
  const again = await place.open();

  expect(size).toBeLessThan(1_500_000);
  expect(again.commands).toEqual([command('stays'), command('last')]);
  await again.buffer.close();
});

test('says where its folder is missing', async () => {
  await using place = await bufferPlace();
  const file = join(place.file, 'nowhere', 'commands');

  await expect(openFileBuffer({ file, owner, onTrouble: () => undefined })).rejects.toMatchObject({
    code: 'buffer_failed',
  });
});

test('can be read by its owner only', async () => {
  await using place = await bufferPlace();
  const { buffer } = await place.open();

  expect((await stat(place.file)).mode & 0o077).toBe(0);
  await buffer.close();
});

function command(id: string, text = 'grün "µl"\n'): Command {
  const headers = { 'X-Reason': 'für alle' };
  return { id, action: 'samples.create', body: JSON.stringify({ text }), headers, madeAt: '2026-01-02T03:04:05.000Z' };
}

async function bufferPlace() {
  const folder = await temporaryFolder();
  const file = join(folder.path, 'commands.ndjson');
  const troubles: RobotError[] = [];
  return {
    file,
    troubles,
    open: (as = owner) => openFileBuffer({ file, owner: as, onTrouble: (trouble) => troubles.push(trouble) }),
    [Symbol.asyncDispose]: () => folder[Symbol.asyncDispose](),
  };
}
