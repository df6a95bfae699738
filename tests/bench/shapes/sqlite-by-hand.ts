import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { temporaryFolder } from '@benchline/testing/servers';
import { experimentId, organizationId as org, type SampleCommand, type Shape } from './command.ts';

const schema = `
pragma journal_mode = wal;
pragma synchronous = full;
create table log(org, seq, body, primary key (org, seq)) without rowid;
create table names(org, name, id, primary key (org, name)) without rowid;
create table answers(org, key, body, primary key (org, key)) without rowid;
create table documents(org, kind, id, body, primary key (org, kind, id)) without rowid;
insert into documents values (1, 'experiment', 1, '{"id":1}');
`;

/**
 * The log and its projections as one would write them for this benchmark alone: one transaction a group, with the lookups of parent, name
 * and stored answer, and no more columns than the lookups need.
 */
export async function sqliteByHand(): Promise<Shape> {
  const folder = await temporaryFolder();
  const database = new DatabaseSync(join(folder.path, 'by-hand.db'));
  database.exec(schema);
  const prepare = (sql: string) => database.prepare(sql);
  const begin = prepare('begin immediate');
  const end = prepare('commit');
  const parent = prepare(`select body from documents where org = ? and kind = 'experiment' and id = ?`);
  const name = prepare('select id from names where org = ? and name = ?');
  const answer = prepare('select body from answers where org = ? and key = ?');
  const putLog = prepare('insert into log values (?, ?, ?)');
  const putName = prepare('insert into names values (?, ?, ?)');
  const putAnswer = prepare('insert into answers values (?, ?, ?)');
  const putDocument = prepare(`insert into documents values (?, 'sample', ?, ?)`);
  let [seq, id] = [0, 0];

  function create({ externalId, key, fields }: SampleCommand): string {
    if (parent.get(org, experimentId) === undefined) throw new Error('no such experiment');
    if (name.get(org, externalId) !== undefined) throw new Error('the name is taken');
    if (answer.get(org, key) !== undefined) throw new Error('answered before');
    id += 1;
    const body = JSON.stringify({ id, ...fields, status: 'registered', version: 1 });
    putName.run(org, externalId, id);
    putAnswer.run(org, key, body);
    putDocument.run(org, id, body);
    return body;
  }

  return {
    group(commands) {
      begin.run();
      const bodies = commands.map(create);
      seq += 1;
      putLog.run(org, seq, JSON.stringify({ entries: bodies }));
      end.run();
      return Promise.resolve();
    },
    [Symbol.asyncDispose]: async () => {
      database.close();
      await folder[Symbol.asyncDispose]();
    },
  };
}
