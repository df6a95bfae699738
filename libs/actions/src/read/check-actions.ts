import type { Declaration, Declarations, FieldDeclaration, Surface } from '../declaration.ts';
import { pathParameters } from '../request-parts.ts';
import { basePaths, routes } from '../routes.ts';
import { placeOf } from './reading.ts';
import type { Reading } from './reading.ts';

const surfaces = Object.keys(basePaths) as Surface[]; // Object.keys forgets the key type of a literal record.

/** Reports what is wrong with an action as such: its route, its names, the rows it runs. */
export function checkActions(reading: Reading, declarations: Declarations): void {
  checkRoutes(reading, declarations);
  checkNames(reading, declarations, { what: 'tool name', nameOf: ({ tool }) => tool });
  checkNames(reading, declarations, { what: 'robot name', nameOf: ({ robot }) => robot });
  for (const action of declarations.actions.values()) {
    const report = (what: string): void => {
      reading.problems.add(placeOf(reading, action), `${action.name} ${what}`);
    };
    if (action.surfaces.length === 0) report('stands on no surface');
    checkPath(action, report);
    checkRobot(action, report);
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

interface Naming {
  readonly what: string;
  readonly nameOf: (action: Declaration) => string | undefined;
}

function checkNames(reading: Reading, { actions }: Declarations, { what, nameOf }: Naming): void {
  const taken = new Map<string, Declaration>();
  for (const action of actions.values()) {
    const name = nameOf(action);
    if (name === undefined) continue;
    const other = taken.get(name);
    taken.set(name, action);
    if (other === undefined) continue;
    const where = `${other.name} at ${placeOf(reading, other)}`;
    reading.problems.add(placeOf(reading, action), `${action.name} has the ${what} "${name}", which ${where} has`);
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

/** Robots may do what keys may: no door has an action that the other lacks. */
function checkRobot(action: Declaration, report: Report): void {
  const { robot, method, bulkOf, severalCommits, audience, surfaces: stands } = action;
  const changes = method !== 'GET' && bulkOf === undefined && !severalCommits;
  const forRobots = changes && audience.includes('key') && stands.some((surface) => surface !== 'admin');
  if (forRobots && robot === undefined) report('may be called with a key, but has no name for robots');
  if (robot === undefined) return;
  if (!forRobots) report('has a name for robots, but is none of their actions');
  if (!/^[a-z][a-z0-9_]*\.[a-z][a-z0-9_]*$/.test(robot))
    report(`has the robot name "${robot}", which is not like "samples.create"`);
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
