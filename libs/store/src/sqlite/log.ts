import { rowsInPage } from '../page-size.ts';
import type { Store } from '../store.ts';
import type { Engine } from './engine.ts';
import { writeProjections } from './projections.ts';
import { readCommit, readInteger, readText } from './rows.ts';

type Log = Pick<Store, 'append' | 'apply' | 'position' | 'commits' | 'heads'>;

/** The log's part of the port. A commit, its private values and its projections are one transaction. */
export function createLog(engine: Engine): Log {
  return {
    append: ({ org, seq, at, nonce, body }, writes, values) =>
      engine.write((statements) => {
        const inserted = statements.insertCommit.run(org, seq, at, nonce, body).changes === 1;
        if (!inserted && readText(statements.commitNonce.get(org, seq), 'nonce') !== nonce) return 'taken';
        for (const { ref, kind, id, field, value } of values)
          statements.insertValue.run(org, ref, kind, id, field, value);
        writeProjections(statements, org, writes);
        statements.raiseHead.run(org, seq, at);
        statements.raiseMark.run(org, seq);
        return inserted ? 'inserted' : 'mine';
      }),
    apply: (org, seq, writes) =>
      engine.write((statements) => {
        writeProjections(statements, org, writes);
        statements.raiseMark.run(org, seq);
      }),
    position: (org) =>
      engine.read((statements) => {
        const row = statements.position.get(org);
        return {
          head: readInteger(row, 'seq'),
          applied: readInteger(row, 'applied'),
          headAt: readInteger(row, 'at'),
        };
      }),
    commits: (org, after, limit) =>
      engine.read((statements) => {
        const sizes = statements.commitSizesAfter.all(org, after, limit).map((row) => readInteger(row, 'size'));
        return statements.commitsAfter.all(org, after, rowsInPage(sizes)).map(readCommit);
      }),
    heads: (afterOrg, limit) =>
      engine.read((statements) =>
        statements.headsAfter
          .all(afterOrg, limit)
          .map((row) => ({ org: readInteger(row, 'org'), seq: readInteger(row, 'seq') })),
      ),
  };
}
