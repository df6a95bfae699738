import { ProjectServiceService } from '@benchline/proto/benchline/execution/v1/projects.ts';
import { list } from '@benchline/runtime';
import { passes, recordRange } from '../records/list.ts';
import { projectKind } from './project.ts';

/** Projects that pass every filter. */
export const listProjects = list(ProjectServiceService.listProjects, {
  kind: projectKind,
  load: () => ({}),
  range: (input) => recordRange(input, {}),
  matches: (project, input) => passes(project, input),
  show: (project) => project,
});
