import type { Store } from '../store.ts';
import type { Engine } from './engine.ts';
import { readText } from './rows.ts';

type PrivateValues = Pick<Store, 'values' | 'eraseValues' | 'sweepValues'>;

/** The erasable values. An erased one keeps its row without the value, so that a repeated append finds the place taken. */
export function createPrivateValues(engine: Engine): PrivateValues {
  return {
    values: (org, refs) =>
      engine.read((statements) => refs.map((ref) => readText(statements.value.get(org, ref), 'value'))),
    eraseValues: async (org, kind, id, fields) => {
      const erased = await engine.write((statements) =>
        fields.reduce((count, field) => count + Number(statements.eraseField.run(org, kind, id, field).changes), 0),
      );
      if (erased > 0) await engine.scrub();
      return erased;
    },
    // Values and their commit are one transaction here, so none is ever left without it.
    sweepValues: () => Promise.resolve(0),
  };
}
