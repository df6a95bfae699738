import { ProjectServiceService } from '@benchline/proto/benchline/execution/v1/projects.ts';
import { bulk } from '@benchline/runtime';
import { codedRow } from '../records/row.ts';
import { updateRecord } from '../records/update.ts';
import { projectExternalId, projects } from './project.ts';

/** Writes the fields that the caller sent. */
export const updateProject = updateRecord(ProjectServiceService.updateProject, projects, ({ externalId }) =>
  externalId === undefined ? undefined : projectExternalId(externalId),
);

export const bulkUpdateProjects = bulk(ProjectServiceService.bulkUpdateProjects, updateProject, codedRow);
