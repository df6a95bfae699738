import { basePaths, routes, type Declarations, type Route, type Surface } from '@benchline/actions';

/** An action under one of its addresses, and the surface that this address belongs to. */
export interface DeclaredRoute extends Route {
  readonly surface: Surface;
}

const surfaces = Object.keys(basePaths) as Surface[]; // the keys of a record over surfaces

/** Every route of the declarations, once. */
export function declaredRoutes(declarations: Declarations): readonly DeclaredRoute[] {
  return surfaces.flatMap((surface) => routes(declarations, surface).map((route) => ({ ...route, surface })));
}
