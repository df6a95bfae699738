import { AppError } from '@benchline/errors';
import type { Project } from '@benchline/proto/benchline/execution/v1/projects.ts';
import { defineKind, uniqueName } from '@benchline/runtime';
import { recordTerms } from '../records/list.ts';
import type { RecordKind } from '../records/record.ts';

export const projectExternalId = uniqueName('project.external_id');

export const projectKind = defineKind<Project>({
  name: 'project',
  claims: ({ externalId = '', archivedAt }) => (archivedAt === undefined ? [projectExternalId(externalId)] : []),
  terms: (project) => recordTerms(project, {}),
  texts: ({ name = '', code = '' }) => [name, code],
});

export const projects: RecordKind<Project> = {
  kind: projectKind,
  notFound: projectNotFound,
  claim: (_project, externalId) => projectExternalId(externalId),
};

export function projectNotFound(): AppError {
  return new AppError('not_found', 'project_not_found', 'There is no such project');
}

/** The refusal of something new in a project that is no longer in use. */
export function projectArchived(): AppError {
  return new AppError('conflict', 'project_archived', 'The project is archived');
}
