import type { Records } from '../store.ts';
import type { Engine } from './engine.ts';
import { readInteger, readRecord } from './rows.ts';

/** Records with compare-and-set: the condition stands in the statement that writes. */
export function createRecords(engine: Engine): Records {
  return {
    get: (org, space, key, now) =>
      engine.read((statements) => {
        const row = statements.record.get(org, space, key, now);
        return row === undefined ? undefined : readRecord(row);
      }),
    put: (org, space, { key, value, expected, expiresAt }, now) =>
      engine.write((statements) => {
        const expiry = expiresAt ?? null;
        const written =
          expected === 0
            ? statements.createRecord.get(org, space, key, value, expiry, now)
            : statements.replaceRecord.get(value, expiry, org, space, key, expected, now);
        return written === undefined ? undefined : readInteger(written, 'version');
      }),
    remove: (org, space, key, expected) =>
      engine.write((statements) => statements.removeRecord.run(org, space, key, expected).changes === 1),
    list: (org, space, { afterKey, limit }, now) =>
      engine.read((statements) => statements.recordsAfter.all(org, space, afterKey, now, limit).map(readRecord)),
    sweep: (now, limit) => engine.write((statements) => Number(statements.sweepRecords.run(now, limit).changes)),
    // Whoever has the file open is the only one, and reads come after the writes before them: that it is open is all there is to know.
    barrier: (now) =>
      engine.read((statements) => {
        statements.record.get(0, '', '', now);
      }),
  };
}
