import type { Declaration, Declarations, FieldDeclaration, Surface } from '../declaration.ts';
import { pathParameters } from '../request-parts.ts';
import { basePaths, routes } from '../routes.ts';
import { placeOf } from './reading.ts';
import type { Reading } from './reading.ts';

const surfaces = Object.keys(basePaths) as Surface[]; // Object.keys forgets the key type of a literal record.

/** Reports what is wrong with an action as such: its route, its tool, the rows it runs. */
export function checkActions(reading: Reading, declarations: Declarations): void {
  checkRoutes(reading, declarations);
  checkTools(reading, declarations);
  for (const action of declarations.actions.values()) {
    const report = (what: string): void => {
      reading.problems.add(placeOf(reading, action), `${action.name} ${what}`);
    };
    if (action.surfaces.length === 0) report('stands on no surface');
    checkPath(action, report);
    if (action.method === 'PATCH' && action.bulkOf === undefined) checkMask(action, report);
    if (action.bulkOf !== undefined) checkBulk(action, action.bulkOf, { declarations, report });
  }
}

function checkRoutes(reading: Reading, declarations: Declarations): void {
  const taken = new Map<string, Declaration>();
  for (const { method, url, declaration } of surfaces.flatMap((surface) => routes(declarations, surface))) {
    const shape = `${method} ${url.replace(/:[^/]*/g, '{}')}`;
    const other = taken.get(shape);
    taken.set(shape, other ?? declaration);
    if (other === undefined || other === declaration) continue;
    const where = `${other.name} at ${placeOf(reading, other)}`;
    reading.problems.add(
      placeOf(reading, declaration),
      `${declaration.name} has the route ${shape}, which ${where} has`,
    );
  }
}

function checkTools(reading: Reading, declarations: Declarations): void {
  const taken = new Map<string, Declaration>();
  for (const action of declarations.actions.values()) {
    if (action.tool === undefined) continue;
    const other = taken.get(action.tool);
    taken.set(action.tool, action);
    if (other === undefined) continue;
    const where = `${other.name} at ${placeOf(reading, other)}`;
    reading.problems.add(
      placeOf(reading, action),
      `${action.name} has the tool name "${action.tool}", which ${where} has`,
    );
  }
}

type Report = (what: string) => void;

function checkPath(action: Declaration, report: Report): void {
  if (!/^(\/([a-z0-9.-]+|\{[a-z0-9_]+\}))+$/.test(action.path))
    report(`has the path "${action.path}", which is not made of /words and /{fields}`);
  const fields = new Map(action.input.fields.map((field) => [field.wireName, field]));
  for (const name of pathParameters(action.path)) {
    const field = fields.get(name);
    if (field === undefined) report(`has the path parameter "${name}", which is no field of ${action.input.typeName}`);
    else if (!fitsPath(field)) report(`has the path parameter "${name}", which is not one required text or integer`);
  }
}

function fitsPath(field: FieldDeclaration): boolean {
  return (field.type === 'string' || field.type === 'integer') && !field.list && !field.nullable;
}

function checkMask(action: Declaration, report: Report): void {
  const mask = action.input.fields.find((field) => field.wireName === 'update_mask');
  if (mask?.type !== 'mask' || mask.list)
    report('is a PATCH whose request has no google.protobuf.FieldMask update_mask');
}

function checkBulk(
  action: Declaration,
  rowName: string,
  { declarations, report }: { declarations: Declarations; report: Report },
): void {
  const row = declarations.actions.get(rowName);
  const items = action.input.fields.find((field) => field.wireName === 'items');
  if (row === undefined) report(`runs the unknown action "${rowName}" on its rows`);
  else if (items?.list !== true || items.message?.typeName !== row.input.typeName) {
    report(`runs ${rowName} on its rows, but its request has no list "items" of ${row.input.typeName}`);
  }
}
