import { ProjectServiceService } from '@benchline/proto/benchline/execution/v1/projects.ts';
import { accept, action, bulk, created, refuse, taken } from '@benchline/runtime';
import { recordCode } from '../records/code.ts';
import { externalIdTaken } from '../records/external-id.ts';
import { firstVersion } from '../records/record.ts';
import { codedRow } from '../records/row.ts';
import { projectExternalId, projectKind } from './project.ts';

/** Registers a project. Refuses a second one with the same external id. */
export const createProject = action(ProjectServiceService.createProject, {
  load: ({ externalId }) => ({ externalIdIsTaken: taken(projectExternalId(externalId)) }),
  decide({ externalIdIsTaken }, { customFields, ...input }, { call, nextId, now }) {
    if (externalIdIsTaken) return refuse(externalIdTaken());
    const id = nextId(projectKind);
    const code = recordCode(call.organizationName, 'p', id);
    const project = { ...input, ...firstVersion({ id, now }, customFields), code, status: 'active' };
    return accept(project, [created(projectKind, project)]);
  },
});

export const bulkCreateProjects = bulk(ProjectServiceService.bulkCreateProjects, createProject, codedRow);
