import { z } from "zod";
import { metricsView, perLabelView, questionKinds } from "#answers/contract";
import { measuredOn, tooFewInAll } from "#evaluate/contract";
import { inProject } from "#platform/access/contract";
import { defineRoute, naming, nothing, projectParams, rowInteger } from "#platform/http/contract";
import { questionAsked } from "#train/contract";

const tag = "register";

/** Whether a version may go live. */
export const approvals = ["pending", "approved", "rejected"] as const;

/** A version of the model of a question; its number is its own in the project. */
export const versionView = z.object({
  id: z.string(),
  number: rowInteger,
  model: z.string(),
  question: z.string().describe("The id of the question that it answers."),
  kind: z.enum(questionKinds).describe("Of the question."),
  run: z.string().optional(),
  runNumber: rowInteger.optional(),
  artifact: z.string(),
  bytes: z.number(),
  metrics: metricsView.partial(),
  measuredOn: z.enum(measuredOn).optional(),
  items: rowInteger.optional(),
  tooFew: tooFewInAll,
  labels: rowInteger.describe("Labels it was trained on."),
  labelled: rowInteger.describe("All labels that there were then, those held out included."),
  approval: z.enum(approvals),
  approvedBy: z.string().optional(),
  approvalReason: z.string().optional(),
  approvedAt: z.string().optional(),
  aliases: z.array(z.string()),
  createdBy: z.string(),
  createdAt: z.string(),
});
/** A version of the model of a question. */
export type VersionView = z.infer<typeof versionView>;

const versionParams = projectParams.extend({
  version: z
    .string()
    .regex(/^\d{1,9}$|^[a-z][a-z0-9_-]{0,63}$/, "must be a number or an alias")
    .describe('The version\'s number, an alias, or "newest".'),
});

/** The question of an alias or of `newest`. */
export const questionMeant = naming
  .optional()
  .describe("The id or the name of the question that an alias or newest is meant of; the first when not given.");
const ofQuestion = z.object({ question: questionMeant });

/** Versions of a project's models. */
export const listVersions = defineRoute({
  operation: "listVersions",
  method: "get",
  path: "/projects/{project}/versions",
  permission: inProject("viewer", "read"),
  tag,
  summary: "Versions, newest first",
  shapes: {
    params: projectParams,
    query: z.object({ question: questionAsked }),
    returns: z.object({ rows: z.array(versionView) }),
  },
});

/** One version. */
export const readVersion = defineRoute({
  operation: "readVersion",
  method: "get",
  path: "/projects/{project}/versions/{version}",
  permission: inProject("viewer", "read"),
  tag,
  summary: "One version",
  shapes: { params: versionParams, query: ofQuestion, returns: versionView },
});

/** Promote. */
export const promoteVersion = defineRoute({
  operation: "promoteVersion",
  method: "post",
  path: "/projects/{project}/versions/{version}/promote",
  permission: inProject("reviewer", "deploy"),
  tag,
  summary: "Approve a version and give it an alias, which leaves the version that had it",
  shapes: {
    params: versionParams,
    query: ofQuestion,
    body: z.object({
      alias: z
        .string()
        .regex(/^[a-z][a-z0-9_-]{0,63}$/, "must be lower-case letters, digits, _ and -")
        .default("champion"),
      reason: z.string().max(2000).default(""),
    }),
    returns: versionView,
  },
});

/** Approve or reject. */
export const approveVersion = defineRoute({
  operation: "approveVersion",
  method: "post",
  path: "/projects/{project}/versions/{version}/approval",
  permission: inProject("reviewer", "deploy"),
  tag,
  summary: "Approve or reject a version, with a reason",
  shapes: {
    params: versionParams,
    query: ofQuestion,
    body: z.object({ approval: z.enum(approvals), reason: z.string().max(2000).default("") }),
    returns: versionView,
  },
});

/** Take an alias away. */
export const dropAlias = defineRoute({
  operation: "dropAlias",
  method: "delete",
  path: "/projects/{project}/aliases/{alias}",
  permission: inProject("reviewer", "deploy"),
  tag,
  summary: "Take an alias away",
  shapes: { params: projectParams.extend({ alias: naming }), query: ofQuestion, returns: nothing },
});

/** Where a version comes from. */
export const lineageView = z.object({
  version: versionView,
  run: z
    .object({
      id: z.string(),
      number: rowInteger,
      parameters: z.record(z.string(), z.unknown()),
      seed: rowInteger,
      askedBy: z.string(),
      createdAt: z.string(),
    })
    .optional(),
  snapshot: z
    .object({
      id: z.string(),
      hash: z.string(),
      items: rowInteger,
      labelled: rowInteger,
      complete: z.boolean().describe("False once some of its items were removed."),
      createdAt: z.string(),
    })
    .optional(),
  annotations: rowInteger.describe("Answers behind the labels that taught it."),
  people: z.array(z.object({ author: z.string(), kind: z.string(), annotations: rowInteger })),
});
/** Where a version comes from. */
export type LineageView = z.infer<typeof lineageView>;

/** Where a version comes from. */
export const readLineage = defineRoute({
  operation: "readLineage",
  method: "get",
  path: "/projects/{project}/versions/{version}/lineage",
  permission: inProject("viewer", "read"),
  tag,
  summary: "Version, run, snapshot, annotations, people",
  shapes: { params: versionParams, query: ofQuestion, returns: lineageView },
});

/** The artifact itself. */
export const readArtifact = defineRoute({
  operation: "readArtifact",
  method: "get",
  path: "/projects/{project}/versions/{version}/artifact",
  permission: inProject("viewer", "read"),
  tag,
  summary: "The artifact: a JSON header and typed arrays, nothing that runs",
  shapes: { params: versionParams, query: ofQuestion, returns: "stream" },
});

/** Measure a version again. */
export const evaluateVersion = defineRoute({
  operation: "evaluateVersion",
  method: "post",
  path: "/projects/{project}/versions/{version}/evaluate",
  permission: inProject("annotator", "train"),
  tag,
  summary:
    "Measure a version on today's labels of a split; a job whose result is {evaluation, version, split, items, tooFew, metrics, perLabel}",
  shapes: {
    params: versionParams,
    query: ofQuestion,
    body: z.object({ split: z.enum(["test", "validation", "audit"]) }),
    returns: z.object({ job: z.string() }),
  },
});

/** What the job of `evaluateVersion` results in. */
export const evaluateResult = z.object({
  evaluation: z.string(),
  version: rowInteger,
  split: z.enum(measuredOn),
  items: rowInteger,
  tooFew: tooFewInAll,
  metrics: metricsView,
  perLabel: z.array(perLabelView),
});
