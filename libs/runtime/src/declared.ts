import type { Declaration, Declarations } from '@benchline/actions';

/** @throws {Error} an action that nothing declares. */
export function declared(declarations: Declarations, name: string): Declaration {
  const declaration = declarations.actions.get(name);
  if (declaration === undefined) throw new Error(`no RPC in proto/ declares the action ${name}`);
  return declaration;
}
