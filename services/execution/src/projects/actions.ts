import type { AnyAction } from '@benchline/runtime';
import { archiveProject, correctProjectExternalId } from './correct-project.ts';
import { bulkCreateProjects, createProject } from './create-project.ts';
import { getProject, getProjectByExternalId } from './get-project.ts';
import { listProjects } from './list-projects.ts';
import { bulkUpdateProjects, updateProject } from './update-project.ts';

export const projectActions: readonly AnyAction[] = [
  createProject,
  bulkCreateProjects,
  getProject,
  getProjectByExternalId,
  listProjects,
  updateProject,
  bulkUpdateProjects,
  archiveProject,
  correctProjectExternalId,
];
