import type { Declaration, Declarations, HttpMethod, Surface } from './declaration.ts';

/** Where the routes of a surface begin. */
export const basePaths: Readonly<Record<Surface, string>> = {
  api: '/api/v1',
  integration: '/api/v1/integrations',
  admin: '/api/v1/admin',
};

/** A declared action under one of its addresses. */
export interface Route {
  readonly method: HttpMethod;
  /** With parameters as routers write them: `/api/v1/samples/:id`. */
  readonly url: string;
  readonly declaration: Declaration;
}

/** Whether an action stands on a surface; those of the integration surface stand on `api` too. */
export function standsOn(declaration: Declaration, surface: Surface): boolean {
  return declaration.surfaces.includes(surface) || (surface === 'api' && declaration.surfaces.includes('integration'));
}

/** The actions of a surface in the order of their declaration. */
export function actionsOn(declarations: Declarations, surface: Surface): Declaration[] {
  return [...declarations.actions.values()].filter((declaration) => standsOn(declaration, surface));
}

/** The routes of a surface in the order of their declaration. */
export function routes(declarations: Declarations, surface: Surface): Route[] {
  return actionsOn(declarations, surface).map((declaration) => ({
    method: declaration.method,
    url: basePaths[surface] + declaration.path.replace(/\{([^}]*)\}/g, ':$1'),
    declaration,
  }));
}
