import { defineRoute, projectParams } from "#platform/http/contract";
import { inProject, inWorkspace } from "#platform/people/contract";

/** What happens in a project, as it happens. */
export const followProject = defineRoute({
  operation: "followProject",
  method: "get",
  path: "/projects/{project}/live",
  permission: inProject("viewer", "read"),
  tag: "system",
  summary: "Server-sent events of a project: labels, jobs, versions, alerts; after {kind: gap} read again",
  shapes: { params: projectParams, returns: "stream" },
});

/** What happens in the workspace, as it happens. */
export const followWorkspace = defineRoute({
  operation: "followWorkspace",
  method: "get",
  path: "/live",
  permission: inWorkspace("viewer", "read"),
  tag: "system",
  summary: "Server-sent events of the whole workspace",
  shapes: { returns: "stream" },
});
