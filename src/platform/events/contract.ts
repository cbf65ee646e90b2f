import { inProject, signedIn } from "#platform/access/contract";
import { defineRoute, projectParams } from "#platform/http/contract";

/** What happens in a project, as it happens. */
export const followProject = defineRoute({
  operation: "followProject",
  method: "get",
  path: "/projects/{project}/live",
  permission: inProject("viewer", "read"),
  tag: "system",
  summary: "Server-sent events of a project: labels, jobs, versions, alerts; after {kind: gap} read again",
  shapes: { params: projectParams, returns: "stream" },
  types: ["text/event-stream"],
});

/** What happens in all that one may see, as it happens: a browser needs one such stream, however many screens it shows. */
export const followWorkspace = defineRoute({
  operation: "followWorkspace",
  method: "get",
  path: "/live",
  permission: signedIn,
  tag: "system",
  summary: "Server-sent events of every project of the workspace that one may see; after {kind: gap} read again",
  shapes: { returns: "stream" },
  types: ["text/event-stream"],
});
