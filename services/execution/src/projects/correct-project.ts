import { ProjectServiceService } from '@benchline/proto/benchline/execution/v1/projects.ts';
import { archiveRecord } from '../records/archive.ts';
import { correctExternalId } from '../records/external-id.ts';
import { projects } from './project.ts';

export const archiveProject = archiveRecord(ProjectServiceService.archiveProject, projects);

export const correctProjectExternalId = correctExternalId(ProjectServiceService.correctProjectExternalId, projects);
