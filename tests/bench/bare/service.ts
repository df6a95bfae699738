/**
 * The bare line's service: grpc-js, and behind it either the very bytes of a sample, or one durable insert into SQLite for each request.
 * Prints its port.
 */
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { Server, ServerCredentials, type handleUnaryCall } from '@grpc/grpc-js';
import { bareMethods } from './messages.ts';

const [folder = '', sampleText = ''] = process.argv.slice(2);
const sample = Buffer.from(sampleText);

const database = new DatabaseSync(join(folder, 'bare.db'));
database.exec(`
pragma journal_mode = wal;
pragma synchronous = full;
create table samples(id integer primary key, body text not null) strict;
`);
const insert = database.prepare('insert into samples(body) values (?)');

const get: handleUnaryCall<Buffer, Buffer> = (_call, callback) => {
  callback(null, sample);
};

/** Stores and answers what the product does for the same request, so that row and answer are of the same size. */
const create: handleUnaryCall<Buffer, Buffer> = (call, callback) => {
  const fields = JSON.parse(call.request.toString()) as object; // the edge parsed it before
  const now = new Date().toISOString();
  const state = { ...fields, qc_status: null, status: 'registered', version: 1, created_at: now, updated_at: now };
  const { lastInsertRowid } = insert.run(JSON.stringify(state));
  callback(null, Buffer.from(JSON.stringify({ id: Number(lastInsertRowid), ...state })));
};

const server = new Server();
server.addService({ get: bareMethods.get, insert: bareMethods.insert }, { get, insert: create });
server.bindAsync('127.0.0.1:0', ServerCredentials.createInsecure(), (error, port) => {
  if (error !== null) throw error;
  process.stdout.write(`${String(port)}\n`);
});
