import { core } from './requirements/core.ts';
import { identity } from './requirements/identity.ts';
import { integrationApi } from './requirements/integration-api.ts';
import { later } from './requirements/later.ts';
import { robots } from './requirements/robots.ts';
import type { RequirementGroup } from './requirements/requirement-group.ts';

export type Requirement = Pick<RequirementGroup, 'spec' | 'status'> & { readonly id: string; readonly text: string };

/** Every promise that the project keeps or will keep. */
export const requirementList: readonly Requirement[] = [
  ...core,
  ...identity,
  ...integrationApi,
  ...robots,
  ...later,
].flatMap(({ spec, status, promises }) => Object.entries(promises).map(([id, text]) => ({ id, spec, text, status })));

/** The same by id. */
export const requirements: Readonly<Record<string, Requirement>> = Object.fromEntries(
  requirementList.map((requirement) => [requirement.id, requirement]),
);
