import { rowsInPage } from '../page-size.ts';
import type { Position, Store } from '../store.ts';
import type { Engine } from './engine.ts';
import { writeProjections } from './projections.ts';
import { readCommit, readInteger, readText } from './rows.ts';

const positionsMax = 10_000;

type Log = Pick<Store, 'append' | 'apply' | 'position' | 'commits' | 'heads' | 'seqBefore'>;

/** The log's part of the port. A commit, its private values and its projections are one transaction. */
export function createLog(engine: Engine): Log {
  // The file is this process's alone, so what was read once holds until it is written.
  const positions = new Map<number, Position>();
  return {
    append: ({ org, seq, at, nonce, body }, writes, values) =>
      engine.write((statements) => {
        positions.delete(org);
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
        positions.delete(org);
        writeProjections(statements, org, writes);
        statements.raiseMark.run(org, seq);
      }),
    position: (org) =>
      engine.read((statements) => {
        const known = positions.get(org);
        if (known !== undefined) return known;
        const row = statements.position.get(org);
        const position = {
          head: readInteger(row, 'seq'),
          applied: readInteger(row, 'applied'),
          headAt: readInteger(row, 'at'),
        };
        if (positions.size >= positionsMax) positions.clear();
        positions.set(org, position);
        return position;
      }),
    commits: (org, after, limit) =>
      engine.read((statements) => {
        const sizes = statements.commitSizesAfter.all(org, after, limit).map((row) => readInteger(row, 'size'));
        return statements.commitsAfter.all(org, after, rowsInPage(sizes)).map(readCommit);
      }),
    seqBefore: (org, at) => engine.read((statements) => readInteger(statements.lastBefore.get(org, at), 'seq')),
    heads: (afterOrg, limit) =>
      engine.read((statements) =>
        statements.headsAfter
          .all(afterOrg, limit)
          .map((row) => ({ org: readInteger(row, 'org'), seq: readInteger(row, 'seq') })),
      ),
  };
}
