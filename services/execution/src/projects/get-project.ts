import { ProjectServiceService } from '@benchline/proto/benchline/execution/v1/projects.ts';
import { getRecord, getRecordByName } from '../records/get.ts';
import { projectExternalId, projects } from './project.ts';

export const getProject = getRecord(ProjectServiceService.getProject, projects);

export const getProjectByExternalId = getRecordByName(
  ProjectServiceService.getProjectByExternalId,
  projects,
  ({ externalId }) => projectExternalId(externalId),
);
